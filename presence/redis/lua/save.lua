-- Writes a record under its lease. KEYS: room. ARGV: node, epoch, ttl, retention (ms), version, record, and how the
-- room ended: "closed" forgets it, "asleep" keeps the record and gives the lease up, "" is that it goes on.
-- Answers 0 refused (a newer owner), 1 written, 2 ignored (a newer record is there). Versions compare within one
-- epoch: a new owner opens the room anew and counts from the start.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch', 'version', 'wrote')
local epoch, mine = tonumber(held[2] or '-1'), tonumber(ARGV[2])
if epoch > mine or (epoch == mine and held[1] ~= ARGV[1]) then
  return 0
end
if ARGV[7] == 'closed' then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'epoch', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if held[4] == ARGV[2] and tonumber(held[3] or '0') > tonumber(ARGV[5]) then
  return 2
end
redis.call('HSET', KEYS[1], 'version', ARGV[5], 'wrote', ARGV[2], 'record', ARGV[6])
if ARGV[7] == 'asleep' then -- the epoch stays: the next owner's must be higher
  redis.call('HSET', KEYS[1], 'node', '', 'until', '0')
end
return 1
