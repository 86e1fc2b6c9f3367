-- Writes a plan over the version that was read of it, 0 for none. ARGV: id, version, value, sequence, limit, owner, begins
-- next (ms or 0), over (ms), most plans of the owner, an id of theirs that may go for this one or ''. Answers 1; 0 when
-- there is another version; -1 when the owner has too many; -2 when something is left of an older plan of that id.
local id = ARGV[1]
local plan = base .. 'p:' .. id
local version = tonumber(redis.call('HGET', plan, 'version') or '0')
if version ~= tonumber(ARGV[2]) then
  return 0
end
if version == 0 then
  if redis.call('SISMEMBER', base .. 'gone', id) == 1 then
    return -2
  end
  if redis.call('SCARD', base .. 'owner:' .. ARGV[6]) >= tonumber(ARGV[9]) then
    if ARGV[10] == '' then
      return -1
    end
    drop(ARGV[10])
    if redis.call('SCARD', base .. 'owner:' .. ARGV[6]) >= tonumber(ARGV[9]) then
      return -1
    end
  end
  redis.call('SADD', base .. 'owner:' .. ARGV[6], id)
end
redis.call('HSET', plan, 'version', version + 1, 'value', ARGV[3], 'sequence', ARGV[4], 'limit', ARGV[5], 'owner', ARGV[6])
at('due', id, now)
at('agenda', id, ARGV[7])
at('over', id, ARGV[8])
for _, date in ipairs(redis.call('SMEMBERS', base .. 'books:' .. id)) do
  redis.call('HSET', base .. 'walk', id .. date, 0)
end
return 1
