-- Keeps where a person takes web push. ARGV: person, endpoint, value, most, age (ms). Of the addresses out of use, and of
-- too many, the oldest go.
local key = base .. 'push:' .. ARGV[1]
redis.call('HSET', key, ARGV[2], string.format('%.0f', now) .. ' ' .. ARGV[3])
local all = {}
local rows = redis.call('HGETALL', key)
for i = 1, #rows, 2 do
  all[#all + 1] = {rows[i], tonumber(string.match(rows[i + 1], '^%d+'))}
end
table.sort(all, function(a, b)
  if a[2] ~= b[2] then
    return a[2] > b[2]
  end
  return (a[1] == ARGV[2]) and (b[1] ~= ARGV[2])
end)
for i, row in ipairs(all) do
  if i > tonumber(ARGV[4]) or row[2] + ARGV[5] <= now then
    redis.call('HDEL', key, row[1])
  end
end
redis.call('PEXPIRE', key, ARGV[5])
return 1
