-- Gives a lease up. KEYS: room. ARGV: node, epoch. The epoch stays: the next owner's must be higher.
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch')
if held[1] == ARGV[1] and held[2] == ARGV[2] then
  redis.call('HSET', KEYS[1], 'node', '', 'until', '0')
end
return 0
