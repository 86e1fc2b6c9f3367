-- What the scripts of schedules share. KEYS[1] is the beginning of every key; all are in one slot. An instance is its
-- plan's id and its date, 32 characters, so that one text names instance and person.
--   p:<id>        hash: value, version, sequence, limit, owner      owner:<person>  set of ids
--   due agenda over   ids by time                                   books:<id>      dates by number
--   line:<instance>   persons by arrival                            guests:<instance>  hash: person → reply
--   told:<instance>   hash: person → reminded up to                 replies:<person>   set of instances
--   walk          instances whose guests are to be made due, by the last arrival that has been
--   remind        instance and person by time                       ends            instances by time
--   gone          ids of plans of which something is left           arrivals        hash: instance → number
local base = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function at(index, member, moment)
  if tonumber(moment) > 0 then
    redis.call('ZADD', base .. index, moment, member)
  else
    redis.call('ZREM', base .. index, member)
  end
end

-- Removes somebody from a line, and the book with the last one.
local function leave(instance, person)
  redis.call('ZREM', base .. 'line:' .. instance, person)
  redis.call('HDEL', base .. 'guests:' .. instance, person)
  redis.call('HDEL', base .. 'told:' .. instance, person)
  redis.call('SREM', base .. 'replies:' .. person, instance)
  redis.call('ZREM', base .. 'remind', instance .. person)
  if redis.call('EXISTS', base .. 'line:' .. instance) == 0 then
    redis.call('SREM', base .. 'books:' .. string.sub(instance, 1, 22), string.sub(instance, 23))
    redis.call('ZREM', base .. 'ends', instance)
    redis.call('HDEL', base .. 'walk', instance)
    redis.call('HDEL', base .. 'arrivals', instance)
  end
end

-- Removes a plan's row and what finds it; who comes goes bit by bit (plan_clear).
local function drop(id)
  local owner = redis.call('HGET', base .. 'p:' .. id, 'owner')
  if not owner then
    return
  end
  redis.call('DEL', base .. 'p:' .. id)
  redis.call('SREM', base .. 'owner:' .. owner, id)
  for _, index in ipairs({'due', 'agenda', 'over'}) do
    redis.call('ZREM', base .. index, id)
  end
  for _, hash in ipairs(redis.call('SMEMBERS', base .. 'feeds:plan:' .. id)) do
    local feed = redis.call('HGET', base .. 'feeds', hash)
    if feed then
      redis.call('SREM', base .. 'feeds:owner:' .. cjson.decode(feed).owner, hash)
      redis.call('HDEL', base .. 'feeds', hash)
    end
  end
  redis.call('DEL', base .. 'feeds:plan:' .. id)
  if redis.call('EXISTS', base .. 'books:' .. id) == 1 then
    redis.call('SADD', base .. 'gone', id)
  end
end
