-- Keeps a node's people counted. KEYS after the shared ones: nodes. ARGV: node, ttl, idle (ms).
-- Every key has an expiry, so that nothing stays when no node comes back; once in half of it all are renewed.
redis.call('ZADD', KEYS[6], string.format('%.0f', clock() + ARGV[2]), ARGV[1])
if redis.call('PTTL', KEYS[6]) > ARGV[3] / 2 then
  return 0
end
for _, key in ipairs({KEYS[6], REFS, AS, FACETS}) do
  redis.call('PEXPIRE', key, ARGV[3])
end
for _, node in ipairs(redis.call('ZRANGE', KEYS[6], 0, -1)) do
  redis.call('PEXPIRE', NODE .. node, ARGV[3])
end
for _, facet in ipairs(redis.call('SMEMBERS', FACETS)) do
  redis.call('PEXPIRE', BY .. facet, ARGV[3])
end
return 1
