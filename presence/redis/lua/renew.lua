-- Prolongs a lease, or restores a forgotten one. KEYS: room. ARGV: node, epoch, ttl, retention (ms).
-- Answers {1, version of the record written under this epoch or 0}, or {0, 0} when the room has a newer owner.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch', 'version', 'wrote')
local epoch, mine = tonumber(held[2] or '-1'), tonumber(ARGV[2])
if epoch > mine or (epoch == mine and held[1] ~= ARGV[1]) then
  return {0, 0}
end
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'epoch', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if held[4] ~= ARGV[2] then
  return {1, 0}
end
return {1, tonumber(held[3] or '0')}
