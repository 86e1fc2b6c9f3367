-- Takes a room. KEYS: room. ARGV: node, ttl, retention (ms). Answers {1, epoch}, or {0} while another owns it.
-- An epoch starts at the clock, so that it also grows over a store that has forgotten the room.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch', 'until')
local epoch = tonumber(held[2] or '0')
if held[1] and tonumber(held[3]) > now then
  if held[1] ~= ARGV[1] then
    return {0}
  end
else
  epoch = math.max(epoch + 1, now)
end
local text = string.format('%.0f', epoch)
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'epoch', text, 'until', string.format('%.0f', now + ARGV[2]))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then -- the record of a room that sleeps is kept for longer
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {1, text}
