-- Keeps a node alive. KEYS: node, listings, people. ARGV: node's description, ttl, retention (ms).
-- Answers how many rooms the node lists.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 'info', ARGV[1], 'until', string.format('%.0f', now + ARGV[2]))
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, ARGV[3])
end
return redis.call('HLEN', KEYS[2])
