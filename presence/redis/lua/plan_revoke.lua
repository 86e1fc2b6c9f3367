-- Ends a feed of an owner. ARGV: owner, hash, plan of the feed or ''.
if redis.call('SREM', base .. 'feeds:owner:' .. ARGV[1], ARGV[2]) == 1 then
  redis.call('HDEL', base .. 'feeds', ARGV[2])
  if ARGV[3] ~= '' then
    redis.call('SREM', base .. 'feeds:plan:' .. ARGV[3], ARGV[2])
  end
end
return 1
