-- Who has come to a node and who has gone. KEYS after the shared ones: nodes. ARGV: node, ttl, idle (ms), then
-- triples: '+', participant, text, or '-', participant, ''. Answers how many people the node has.
local node, idle = NODE .. ARGV[1], ARGV[3]
for i = 4, #ARGV, 3 do
  if ARGV[i] == '+' then
    come(node, ARGV[i + 1], ARGV[i + 2], idle)
  else
    gone(node, ARGV[i + 1], idle)
  end
end
-- A node that has not beaten yet, or was swept, has its time from here on, so that a sweep finds its people.
redis.call('ZADD', KEYS[6], 'NX', string.format('%.0f', clock() + ARGV[2]), ARGV[1])
for _, key in ipairs({node, REFS, AS, FACETS}) do
  redis.call('PEXPIRE', key, idle)
end
return redis.call('HLEN', node)
