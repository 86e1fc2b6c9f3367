-- Keeps where a person takes web push. ARGV: person, endpoint, value, most, age (ms). Of the addresses out of use, and of
-- too many, the oldest go.
local key = base .. 'push:' .. ARGV[1]
local all, seen = {}, now
local rows = redis.call('HGETALL', key)
for i = 1, #rows, 2 do
  local row = {rows[i], tonumber(string.match(rows[i + 1], '^%d+') or '0')}
  if row[1] ~= ARGV[2] then
    all[#all + 1] = row
    seen = math.max(seen, row[2] + 1) -- two of one moment have an order too
  end
end
all[#all + 1] = {ARGV[2], seen}
redis.call('HSET', key, ARGV[2], string.format('%.0f', seen) .. ' ' .. ARGV[3])
table.sort(all, function(a, b) return a[2] > b[2] end)
for i, row in ipairs(all) do
  if i > tonumber(ARGV[4]) or row[2] + ARGV[5] <= now then
    redis.call('HDEL', key, row[1])
  end
end
redis.call('PEXPIRE', key, ARGV[5])
return 1
