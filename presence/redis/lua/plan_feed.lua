-- Keeps a feed. ARGV: hash, value, owner, plan or '', most of an owner. Answers '' or why not.
local owner = base .. 'feeds:owner:' .. ARGV[3]
if redis.call('HEXISTS', base .. 'feeds', ARGV[1]) == 1 then
  return {'changed'}
end
if ARGV[4] ~= '' and redis.call('EXISTS', base .. 'p:' .. ARGV[4]) == 0 then
  return {'not_found'}
end
if redis.call('SCARD', owner) >= tonumber(ARGV[5]) then
  return {'too_many'}
end
redis.call('HSET', base .. 'feeds', ARGV[1], ARGV[2])
redis.call('SADD', owner, ARGV[1])
if ARGV[4] ~= '' then
  redis.call('SADD', base .. 'feeds:plan:' .. ARGV[4], ARGV[1])
end
return {''}
