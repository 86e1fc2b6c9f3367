-- Reads the plans that begin something next before a time, soonest first. ARGV: time (ms), how many. Answers {now, values}.
local answer = {now}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'agenda', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])) do
  answer[#answer + 1] = redis.call('HGET', base .. 'p:' .. id, 'value')
end
return answer
