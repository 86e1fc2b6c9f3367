-- Says when a plan is looked at again, if it has not been changed since. ARGV: id, sequence, again, begins next (ms, 0 for
-- never).
if redis.call('HGET', base .. 'p:' .. ARGV[1], 'sequence') == ARGV[2] then
  at('due', ARGV[1], ARGV[3])
  at('agenda', ARGV[1], ARGV[4])
end
return 1
