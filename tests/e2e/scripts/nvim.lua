-- A timer that makes a timer and a file request, a repeating timer, and a child process.
local uv = vim.loop
local out = {}
local outer = uv.new_timer()
outer:start(10, 0, function()
  local inner = uv.new_timer()
  inner:start(5, 0, function() out[#out + 1] = 'inner'; inner:close() end)
  uv.fs_stat('/', function(err, stat) out[#out + 1] = 'stat ' .. stat.type end)
  outer:close()
end)
vim.wait(2000, function() return #out == 2 end)
local ticks = 0
local id = vim.fn.timer_start(5, function() ticks = ticks + 1 end, { ['repeat'] = 3 })
vim.wait(2000, function() return ticks == 3 end)
local job = vim.fn.jobstart({ 'sh', '-c', 'echo from the child; exit 4' }, {
  stdout_buffered = true,
  on_stdout = function(_, data) out[#out + 1] = data[1] end,
})
out[#out + 1] = 'job ended with ' .. vim.fn.jobwait({ job }, 5000)[1]
table.sort(out)
for _, line in ipairs(out) do io.stdout:write(line .. '\n') end
io.stdout:write('ticks ' .. ticks .. '\n')
vim.cmd('cquit 5')
