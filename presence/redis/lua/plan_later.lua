-- Moves something in an index by time, if it is there. ARGV: index, member, time (ms).
if redis.call('ZSCORE', base .. ARGV[1], ARGV[2]) then
  at(ARGV[1], ARGV[2], ARGV[3])
end
return 1
