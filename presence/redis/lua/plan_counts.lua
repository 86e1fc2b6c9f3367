-- How many come to instances, and somebody's place. ARGV: person or '', then instances. Answers limit, number in the line
-- and place (from 1, 0 for none) of each; limit -1 for no plan.
local answer = {}
for i = 2, #ARGV do
  local line = base .. 'line:' .. ARGV[i]
  local limit = redis.call('HGET', base .. 'p:' .. string.sub(ARGV[i], 1, 22), 'limit')
  answer[#answer + 1] = tonumber(limit or '-1')
  answer[#answer + 1] = redis.call('ZCARD', line)
  answer[#answer + 1] = (ARGV[1] ~= '' and redis.call('ZRANK', line, ARGV[1]) or -1) + 1
end
return answer
