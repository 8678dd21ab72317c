using System.Runtime.ExceptionServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;

namespace Compose.Host.Wasmtime;

/// <summary>Into guests and out of them: the current task, failures.</summary>
internal sealed unsafe partial class WasmtimeStore
{
    private WasmtimeTask? _current;
    private GuestThread? _thread;
    private ExceptionDispatchInfo? _deferred;
    private int _depth;

    /// <summary>The task that is entered, innermost.</summary>
    public WasmtimeTask? Current => _current;

    /// <summary>Makes a task the current one; what <see cref="Leave"/> wants back.</summary>
    public (WasmtimeStore? Store, WasmtimeTask? Task) Enter(WasmtimeTask task)
    {
        GuestThread thread = GuestThread.Current ?? throw new InvalidOperationException("guests run on a GuestThread: call through GuestThread.Run");
        if (_depth == 0)
        {
            RequireStack(thread);
            _thread = thread;
        }
        else if (_thread != thread)
        {
            // The library keeps one stack limit and one chain of frames for each store.
            throw new InvalidOperationException("the store is entered on another thread, and the engine 'wasmtime' cannot park a task there");
        }

        (WasmtimeStore? Store, WasmtimeTask? Task) before = (Activation.Store, _current);
        if (_current != task)
        {
            Switch(task);
        }

        Activation.Store = this;
        _depth++;
        task.Enter();
        if (task.HasPending)
        {
            Api.ContextSetEpochDeadline(_context, 0);
        }

        return before;
    }

    public void Leave(WasmtimeTask task, (WasmtimeStore? Store, WasmtimeTask? Task) before)
    {
        task.Leave();
        _depth--;
        Activation.Store = before.Store;
        if (before.Task != task)
        {
            Switch(before.Task);
        }
    }

    /// <summary>Fuel of the current task.</summary>
    public long ReadFuel(WasmtimeTask task)
    {
        if (!_native!.Profile.Fuel)
        {
            return task.SavedFuel;
        }

        ulong fuel;
        nint error = Api.ContextGetFuel(_context, &fuel);
        return error == 0 ? (long)Math.Min(fuel, long.MaxValue) : throw new InvalidOperationException(Errors.Take(error));
    }

    public void WriteFuel(WasmtimeTask task)
    {
        if (_native!.Profile.Fuel)
        {
            nint error = Api.ContextSetFuel(_context, (ulong)task.SavedFuel);
            if (error != 0)
            {
                throw new InvalidOperationException(Errors.Take(error));
            }
        }
    }

    /// <summary>In a host function that failed: the trap to return, by which the library leaves the guest's frames.</summary>
    private nint Stop(Exception failure)
    {
        if (failure is GuestExceptionException { Tag: WasmtimeTag tag } thrown && tag.Owner == this)
        {
            return Throw(thrown, tag);
        }

        Defer(failure);
        return Errors.NewTrap();
    }

    /// <summary>Turns the failure of a call into the exception to throw.</summary>
    public void ThrowFailure(WasmtimeTask task, nint error, nint trap)
    {
        // A WebAssembly exception comes as a trap, or as an error where no trap fits.
        if (_deferred is null && Api.ContextHasException(_context))
        {
            Delete(error, trap);
            throw TakeException();
        }

        FrameList frames = ReadFrames(error, trap);
        if (_deferred is { } deferred)
        {
            _deferred = null;
            Delete(error, trap);
            if (deferred.SourceException is CoreTrapException passing)
            {
                passing.FrameSource ??= frames;
            }

            deferred.Throw();
        }

        byte code;
        if (trap != 0 && Api.TrapCode(trap, &code))
        {
            Delete(error, trap);
            if (code == TrapCodeNumbers.OutOfFuel)
            {
                task.Fuel = 0;
                task.Policy?.OnCheck(task, InterruptCause.FuelExhausted);
                task.Fuel = 0;
            }

            throw new CoreTrapException(TrapCodeNumbers.Of(code)) { FrameSource = frames };
        }

        string message = trap != 0 ? Errors.OfTrap(trap) : Errors.Take(error);
        Delete(trap != 0 ? error : 0, trap);
        throw new CoreTrapException(TrapCode.Host, message) { FrameSource = frames };
    }

    private void Switch(WasmtimeTask? task)
    {
        if (_native!.Profile.Fuel)
        {
            if (_current is { } outer)
            {
                outer.SavedFuel = ReadFuel(outer);
            }

            if (task is not null)
            {
                WriteFuel(task);
            }
        }

        _current = task;
        if (task is { HasPending: true })
        {
            Api.ContextSetEpochDeadline(_context, 0);
        }
    }

    /// <summary>The library takes the stack from here on for granted, so it must be there.</summary>
    private void RequireStack(GuestThread thread)
    {
        byte probe = 0;
        nuint here = (nuint)(&probe);
        if (here < thread.StackLimit + (nuint)Native.Profile.StackBytes)
        {
            throw new CoreTrapException(TrapCode.StackOverflow);
        }
    }

    private FrameList ReadFrames(nint error, nint trap)
    {
        var vector = default(ByteVec);
        if (trap != 0)
        {
            Api.TrapTrace(trap, &vector);
        }
        else
        {
            Api.ErrorTrace(error, &vector);
        }

        var frames = new List<(WasmtimeModule?, int, long)>((int)vector.Size);
        for (int i = 0; i < (int)vector.Size; i++)
        {
            nint frame = ((nint*)vector.Data)[i];
            ByteVec* name = Api.FrameModuleName(frame);
            WasmtimeModule? module = name is null ? null : _modules.GetValueOrDefault(name->Text);
            nuint offset = Api.FrameModuleOffset(frame);
            frames.Add((module, (int)Api.FrameFunctionIndex(frame), offset == 0 || offset == nuint.MaxValue ? -1 : (long)offset));
        }

        Api.FrameVecDelete(&vector);
        return new FrameList(frames);
    }

    private static void Delete(nint error, nint trap)
    {
        if (error != 0)
        {
            Api.ErrorDelete(error);
        }

        if (trap != 0)
        {
            Api.TrapDelete(trap);
        }
    }
}
