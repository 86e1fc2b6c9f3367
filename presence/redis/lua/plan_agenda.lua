-- Reads the plans that begin something next before a time, soonest first. ARGV: time (ms), how many it looks at, how many
-- bytes: what does not fit is left out. Answers {now, values}.
local answer, left = {now}, tonumber(ARGV[3])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'agenda', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local value = redis.call('HGET', base .. 'p:' .. id, 'value')
  if value and #value <= left then
    left = left - #value
    answer[#answer + 1] = value
  end
end
return answer
