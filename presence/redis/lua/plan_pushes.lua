-- Where a person takes web push, the oldest first. ARGV: person, age (ms). Answers the values.
local all, answer = {}, {}
local rows = redis.call('HGETALL', base .. 'push:' .. ARGV[1])
for i = 1, #rows, 2 do
  local seen, value = string.match(rows[i + 1], '^(%d+) (.*)$')
  if seen and seen + ARGV[2] > now then
    all[#all + 1] = {tonumber(seen), value}
  end
end
table.sort(all, function(a, b) return a[1] < b[1] end)
for _, row in ipairs(all) do
  answer[#answer + 1] = row[2]
end
return answer
