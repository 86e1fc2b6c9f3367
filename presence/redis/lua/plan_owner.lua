-- Reads the plans of an owner. ARGV: owner. Answers {now (ms), their values}.
local answer = {now}
for _, id in ipairs(redis.call('SMEMBERS', base .. 'owner:' .. ARGV[1])) do
  answer[#answer + 1] = redis.call('HGET', base .. 'p:' .. id, 'value')
end
return answer
