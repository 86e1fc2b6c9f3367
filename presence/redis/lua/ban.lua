-- Keeps the bans of a room under its lease. KEYS: room, bans. ARGV: node, epoch, bans, end of the longest, least and
-- most (ms) that they are kept. Answers 1, or 0 when the room has a newer owner or had one that closed it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch')
local epoch, mine = tonumber(held[2] or '-1'), tonumber(ARGV[2])
if epoch > mine or (epoch == mine and held[1] ~= ARGV[1]) then
  return 0
end
if tonumber(redis.call('HGET', KEYS[2], 'epoch') or '-1') > mine then
  return 0
end
local till = math.min(math.max(tonumber(ARGV[4]), now + ARGV[5]), now + ARGV[6])
redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'bans', ARGV[3])
redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', till))
return 1
