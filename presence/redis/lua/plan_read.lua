-- Reads plans. ARGV: ids. Answers {now (ms), then value and version of each, '' and 0 for none}.
local answer = {now}
for _, id in ipairs(ARGV) do
  local row = redis.call('HMGET', base .. 'p:' .. id, 'value', 'version')
  answer[#answer + 1] = row[1] or ''
  answer[#answer + 1] = tonumber(row[2] or '0')
end
return answer
