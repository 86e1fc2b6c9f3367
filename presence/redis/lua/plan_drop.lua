-- Removes a plan, of that version or (0) of any. ARGV: id, version.
local version = redis.call('HGET', base .. 'p:' .. ARGV[1], 'version')
if ARGV[2] == '0' or ARGV[2] == version then
  drop(ARGV[1])
end
return 1
