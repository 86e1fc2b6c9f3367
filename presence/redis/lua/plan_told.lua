-- Says when somebody is looked at again. ARGV: instance, person, name, zone and sequence as they were taken, told up to,
-- again (ms, 0 for never), what they were told ('' for nothing new). If one of the first has changed since, they stay due.
local instance, person = ARGV[1], ARGV[2]
local reply = redis.call('HGET', base .. 'guests:' .. instance, person)
if not reply then
  return 0
end
local told = base .. 'told:' .. instance
if tonumber(ARGV[6]) > tonumber(redis.call('HGET', told, person) or '0') then
  redis.call('HSET', told, person, ARGV[6])
end
local guest = cjson.decode(reply)
if ARGV[8] ~= '' then
  guest.told = cjson.decode(ARGV[8])
  redis.call('HSET', base .. 'guests:' .. instance, person, cjson.encode(guest))
end
if (guest.name or '') == ARGV[3] and guest.zone == ARGV[4]
  and redis.call('HGET', base .. 'p:' .. string.sub(instance, 1, 22), 'sequence') == ARGV[5] then
  at('remind', instance .. person, ARGV[7])
end
return 1
