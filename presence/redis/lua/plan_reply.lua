-- Has somebody come to an instance, or not any more. ARGV: id, date, person, version of the plan by which the instance was
-- found, reply with what they know of it ('' who comes no more), time at which the book may go (ms), most in a line, most of
-- a person, most books of a plan. Answers {code, who comes now or '', {persons in order}, {person, reply, …}, limit}; the
-- code is '' when it is done.
local id, person = ARGV[1], ARGV[3]
local instance = id .. ARGV[2]
local line, guests = base .. 'line:' .. instance, base .. 'guests:' .. instance
local plan = redis.call('HMGET', base .. 'p:' .. id, 'version', 'limit')
if plan[1] ~= ARGV[4] then
  return {'changed'}
end
local limit, rank, comes = tonumber(plan[2]), redis.call('ZRANK', line, person), ''
if ARGV[5] == '' then
  if not rank then
    return {'not_listed'}
  end
  leave(instance, person)
  if limit > 0 and rank < limit then
    comes = redis.call('ZRANGE', line, limit - 1, limit - 1)[1] or ''
    if comes ~= '' then
      redis.call('ZADD', base .. 'remind', now, instance .. comes)
    end
  end
elseif rank then
  local readable, old = pcall(cjson.decode, redis.call('HGET', guests, person) or '')
  if not readable or type(old) ~= 'table' then
    old = {at_ms = now} -- written over, in its place
  end
  local new = cjson.decode(ARGV[5])
  if old.name ~= new.name or old.zone ~= new.zone then
    redis.call('ZADD', base .. 'remind', now, instance .. person)
  end
  new.at_ms, new.told = old.at_ms, old.told -- they stay where they are in the line
  redis.call('HSET', guests, person, cjson.encode(new))
else
  local dates = base .. 'books:' .. id
  if redis.call('ZCARD', line) >= tonumber(ARGV[7]) then
    return {'list_full'}
  end
  if redis.call('SCARD', base .. 'replies:' .. person) >= tonumber(ARGV[8]) then
    return {'too_many'}
  end
  if redis.call('SISMEMBER', dates, ARGV[2]) == 0 then
    if redis.call('SCARD', dates) >= tonumber(ARGV[9]) then
      return {'too_many'}
    end
    redis.call('SADD', dates, ARGV[2])
    redis.call('ZADD', base .. 'ends', ARGV[6], instance)
  end
  redis.call('ZADD', line, redis.call('HINCRBY', base .. 'arrivals', instance, 1), person)
  local value = ARGV[5]
  if limit > 0 and redis.call('ZCARD', line) > limit then -- that they come is news to be told
    local waits = cjson.decode(value)
    waits.told = nil
    value = cjson.encode(waits)
  end
  redis.call('HSET', guests, person, value)
  redis.call('SADD', base .. 'replies:' .. person, instance)
  redis.call('ZADD', base .. 'remind', now, instance .. person)
end
return {'', comes, redis.call('ZRANGE', line, 0, -1), redis.call('HGETALL', guests), limit}
