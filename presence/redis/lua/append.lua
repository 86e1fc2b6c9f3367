-- Adds records to a log of the audit, each once. KEYS: times, rooms, records. ARGV: age (ms), most, most of a room,
-- then id, room, record of each. A member of times is id and room, one of rooms is room and id; ids (32) and rooms
-- (22) have fixed lengths, and all scores are 0, so that members are in the order of their texts.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = string.format('%012x', math.max(now - ARGV[1], 0))

local function drop(members)
  for _, member in ipairs(members) do
    local id, room = string.sub(member, 1, 32), string.sub(member, 33)
    redis.call('ZREM', KEYS[1], member)
    redis.call('ZREM', KEYS[2], room .. id)
    redis.call('HDEL', KEYS[3], id)
  end
end

local rooms = {}
for i = 4, #ARGV, 3 do
  local id, room = ARGV[i], ARGV[i + 1]
  if redis.call('HSETNX', KEYS[3], id, ARGV[i + 2]) == 1 then
    redis.call('ZADD', KEYS[1], 0, id .. room)
    redis.call('ZADD', KEYS[2], 0, room .. id)
    rooms[room] = true
  end
end

for room in pairs(rooms) do
  local from, to = '[' .. room, '(' .. room .. 'g'
  local excess = redis.call('ZLEXCOUNT', KEYS[2], from, to) - ARGV[3]
  if excess > 0 then
    local members = {}
    for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[2], from, to, 'LIMIT', 0, excess)) do
      members[#members + 1] = string.sub(member, 23) .. room
    end
    drop(members)
  end
end

-- A thousand at a time: after a long silence much is too old at once, and others wait for this script.
drop(redis.call('ZRANGEBYLEX', KEYS[1], '-', '(' .. oldest, 'LIMIT', 0, 1000))
local excess = redis.call('ZCARD', KEYS[1]) - ARGV[2]
if excess > 0 then
  drop(redis.call('ZRANGE', KEYS[1], 0, excess - 1))
end
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, ARGV[1])
end
return 1
