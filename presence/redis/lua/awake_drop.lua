-- Drops people of a node. KEYS after the shared ones: nodes. ARGV: node, idle (ms), about how many at most, and 1 to
-- drop only those of a node whose time is over. Answers how many are left; with none the node is taken out.
local node, most = NODE .. ARGV[1], tonumber(ARGV[3])
if ARGV[4] == '1' then
  local expiry = redis.call('ZSCORE', KEYS[6], ARGV[1])
  if expiry and tonumber(expiry) > clock() then
    return 0
  end
end
local cursor, dropped = '0', 0
repeat
  local found = redis.call('HSCAN', node, cursor, 'COUNT', most)
  cursor = found[1]
  for i = 1, #found[2], 2 do
    gone(node, found[2][i], ARGV[2])
    dropped = dropped + 1
  end
until cursor == '0' or dropped >= most
local left = redis.call('HLEN', node)
if left == 0 then
  redis.call('ZREM', KEYS[6], ARGV[1])
end
return left
