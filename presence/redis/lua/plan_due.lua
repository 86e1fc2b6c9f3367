-- Takes plans that are due, for the time of a lease. ARGV: how many, lease (ms), how many that are perhaps over. Answers
-- {now, {values of the due}, {value, version of those perhaps over}, {instance, value of its plan or '' of books that may
-- go}, 1 when plans that are gone have left something}.
local due, over, ends = {}, {}, {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'due', '-inf', now, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZADD', base .. 'due', now + ARGV[2], id)
  due[#due + 1] = id
  due[#due + 1] = redis.call('HGET', base .. 'p:' .. id, 'value') or ''
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'over', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local row = redis.call('HMGET', base .. 'p:' .. id, 'value', 'version')
  over[#over + 1] = id
  over[#over + 1] = row[1] or ''
  over[#over + 1] = row[2] or '0'
end
for _, instance in ipairs(redis.call('ZRANGEBYSCORE', base .. 'ends', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  ends[#ends + 1] = instance
  ends[#ends + 1] = redis.call('HGET', base .. 'p:' .. string.sub(instance, 1, 22), 'value') or ''
end
return {now, due, over, ends, redis.call('EXISTS', base .. 'gone')}
