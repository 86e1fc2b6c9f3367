-- Reads a log of the audit backwards. KEYS: times, rooms, records. ARGV: age (ms), room or '', id before which to
-- begin or '', how many. Answers {id, record...}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = string.format('%012x', math.max(now - ARGV[1], 0))
local key, room = KEYS[1], ARGV[2]
if room ~= '' then
  key = KEYS[2]
end
local before = ARGV[3]
if before == '' then
  before = 'g' -- after every hexadecimal digit
end
local page = {}
local members = redis.call('ZREVRANGEBYLEX', key, '(' .. room .. before, '[' .. room .. oldest, 'LIMIT', 0, ARGV[4])
for _, member in ipairs(members) do
  local id = string.sub(member, #room + 1, #room + 32)
  page[#page + 1] = id
  page[#page + 1] = redis.call('HGET', KEYS[3], id) or ''
end
return page
