-- Takes people who are to be looked at, for the time of a lease; first it makes due whom a change of their plan has marked.
-- ARGV: how many, lease (ms), how many rows it may go over. Answers {instance, person, reply, sequence, told up to, …}.
local answer, left = {}, tonumber(ARGV[3])

-- An instance at a time, and of it those who came after the last that has been made due.
while left > 0 do
  local instance = redis.call('HRANDFIELD', base .. 'walk')
  if not instance then
    break
  end
  local from = redis.call('HGET', base .. 'walk', instance)
  local some = redis.call('ZRANGEBYSCORE', base .. 'line:' .. instance, '(' .. from, '+inf', 'WITHSCORES', 'LIMIT', 0, left)
  for i = 1, #some, 2 do
    redis.call('ZADD', base .. 'remind', now, instance .. some[i])
  end
  left = left - #some / 2
  if left > 0 then
    redis.call('HDEL', base .. 'walk', instance)
  else
    redis.call('HSET', base .. 'walk', instance, some[#some])
  end
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', base .. 'remind', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  if #answer >= 5 * ARGV[1] then
    break
  end
  local instance, person = string.sub(member, 1, 32), string.sub(member, 33)
  local plan = redis.call('HMGET', base .. 'p:' .. string.sub(instance, 1, 22), 'sequence', 'limit')
  local rank = redis.call('ZRANK', base .. 'line:' .. instance, person)
  local limit = tonumber(plan[2] or '0')
  if not plan[1] or not rank or (limit > 0 and rank >= limit) then
    redis.call('ZREM', base .. 'remind', member) -- who waits is looked at when they come
  else
    redis.call('ZADD', base .. 'remind', now + ARGV[2], member)
    for _, text in ipairs({instance, person, redis.call('HGET', base .. 'guests:' .. instance, person) or '', plan[1],
      redis.call('HGET', base .. 'told:' .. instance, person) or '0'}) do
      answer[#answer + 1] = text
    end
  end
end
return answer
