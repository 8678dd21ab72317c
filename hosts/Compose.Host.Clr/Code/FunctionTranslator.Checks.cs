using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr.Code;

/// <summary>Entry, traps, interruption, fuel: what surrounds the translated instructions.</summary>
internal sealed partial class FunctionTranslator
{
    /// <summary>Above this many locals the runtime zeroes the frame instead.</summary>
    private const int MaxZeroedLocals = 64;

    private int _fuelLocal = -1;
    private int _fuelPatch = -1;
    private int _fuelCharge;

    /// <summary>Functions with more accesses to memory than this share one trap for them, whose place is not known.</summary>
    private const int MaxAccessSites = 16;

    private readonly CodeMap? _map;
    private readonly List<(TryRegion Region, int Site, int Patch, int Charge)> _refunds = [];
    private int _siteCount;
    private int _siteLocal = -1;
    private int _inlined = -1;
    private long _offset;

    private CodeMap.Place Here => new(_offset, _inlined);

    /// <summary>Whether a trap gets a number that tells its place. With fuel all do: what it has used up differs.</summary>
    private bool HasSite(TrapCode code) =>
        code != TrapCode.MemoryOutOfBounds || _fuel || _inlineDepth > 0 || _facts.Accesses <= MaxAccessSites;

    /// <summary>The block that throws a trap; it lies in the same protected region as the branch to it.</summary>
    private int TrapLabel(TrapCode code)
    {
        int label;
        if (HasSite(code))
        {
            label = _il.DefineLabel();
            _region.Sites.Add(new TryRegion.TrapSite(label, (int)code, _siteCount++, 0));
            _map?.AddSite(Here);
            if (_fuelPatch >= 0)
            {
                _refunds.Add((_region, _region.Sites.Count - 1, -1, _fuelCharge));
            }

            return label;
        }

        _map?.AddPossible(code, Here);
        if (!_region.Traps.TryGetValue((int)code, out label))
        {
            label = _il.DefineLabel();
            _region.Traps.Add((int)code, label);
        }

        return label;
    }

    private void WriteTrap(TrapCode code)
    {
        CloseFuel();
        _il.EmitBranch(ILCode.Br, TrapLabel(code));
    }

    /// <summary>Writes the traps and other cold code of a region, after all else in it.</summary>
    private void WriteCold(TryRegion region)
    {
        for (int i = 0; i < region.Cold.Count; i++)
        {
            region.Cold[i]();
        }

        foreach ((int code, int label) in region.Traps)
        {
            _il.Mark(label);
            SpillFuel();
            _il.LoadInt(code);
            Operation(nameof(GuestOps.Trap));
            _il.Emit(ILCode.Throw);
        }

        WriteSites(region);
    }

    private void WriteSites(TryRegion region)
    {
        if (region.Sites.Count == 0)
        {
            return;
        }

        if (_siteLocal < 0)
        {
            _siteLocal = _method.AddLocal(StackType.I32);
            Reserve(_siteLocal);
        }

        var shared = new Dictionary<int, int>();
        foreach (TryRegion.TrapSite site in region.Sites)
        {
            _il.Mark(site.Label);
            if (site.Refund != 0)
            {
                _il.LoadLocal(FuelLocal());
                _il.LoadLong(site.Refund);
                _il.Emit(ILCode.Add);
                _il.StoreLocal(FuelLocal());
            }

            _il.LoadInt(site.Number);
            _il.StoreLocal(_siteLocal);
            if (!shared.TryGetValue(site.Code, out int label))
            {
                label = _il.DefineLabel();
                shared.Add(site.Code, label);
            }

            _il.EmitBranch(ILCode.Br, label);
        }

        foreach ((int code, int label) in shared)
        {
            _il.Mark(label);
            SpillFuel();
            _il.LoadInt(code);
            _il.LoadLocal(_siteLocal);
            Operation(nameof(GuestOps.TrapAt));
            _il.Emit(ILCode.Throw);
        }
    }

    private void WritePrologue()
    {
        (int Length, int Branches) start = _il.Checkpoint;
        WriteCallCount();
        TakeHandedOver();
        if (_declaredLocals <= MaxZeroedLocals && _entryLabel < 0)
        {
            for (int i = 0; i < _declaredLocals; i++)
            {
                LoadConstant(_locals[_shape.Params.Length + i].Type, 0, 0);
                _il.StoreLocal(i);
            }
        }

        // A leaf without loops ends soon and its frame fits in the reserve.
        if (_hasCalls || _hasLoops)
        {
            int probe = _method.AddLocal(StackType.I32);
            int enough = _il.DefineLabel();
            _il.LoadLocalAddress(probe);
            LoadTaskWord(ExecContext.StackLimitOffset);
            _il.EmitBranch(ILCode.BgeUn, enough);
            CallCheck(nameof(GuestOps.EntryCheck), nameof(GuestOps.EntryStop));
            _il.Mark(enough);
        }

        WriteMemoryLocals();
        if (_fuel)
        {
            FuelLocal();
            ReloadFuel();
        }

        if (_entryLabel >= 0)
        {
            _il.EmitBranch(ILCode.Br, _entryLabel);
        }

        _il.MoveToFront(start);
    }

    private void WriteInterruptCheck()
    {
        int back = _il.DefineLabel();
        int cold = _il.DefineLabel();
        _il.LoadArgument(TaskArgument);
        _il.Emit(ILCode.Volatile);
        _il.Emit(ILCode.LdindI4);
        _il.EmitBranch(ILCode.Brtrue, cold);
        _il.Mark(back);
        _region.Cold.Add(() =>
        {
            _il.Mark(cold);
            SpillFuel();
            if (CallCheck(nameof(GuestOps.Interrupted), nameof(GuestOps.Stop)))
            {
                ReloadFuel();
                _il.EmitBranch(ILCode.Br, back);
            }
        });
    }

    /// <summary>
    /// Calls a check on the task, and says whether code goes on after it. Unless the module was compiled to be resumable
    /// it ends in a throw: RyuJIT then keeps values in registers across loops, which a call that returns would cost.
    /// </summary>
    private bool CallCheck(string resumable, string final)
    {
        _il.LoadArgument(TaskArgument);
        if (_code.Options.Resumable)
        {
            Operation(resumable);
            return true;
        }

        Operation(final);
        _il.Emit(ILCode.Throw);
        return false;
    }

    /// <summary>Begins to count the instructions of a straight piece of code, charged at its start.</summary>
    private void OpenFuel(bool check)
    {
        if (!_fuel)
        {
            return;
        }

        int local = FuelLocal();
        _il.LoadLocal(local);
        _fuelPatch = _il.LoadPatchable();
        _il.Emit(ILCode.ConvI8);
        _il.Emit(ILCode.Sub);
        _il.StoreLocal(local);
        _fuelCharge = 0;
        if (check)
        {
            WriteFuelCheck();
        }
    }

    private void WriteFuelCheck()
    {
        int back = _il.DefineLabel();
        int cold = _il.DefineLabel();
        _il.LoadLocal(FuelLocal());
        _il.LoadInt(0);
        _il.Emit(ILCode.ConvI8);
        _il.EmitBranch(ILCode.Blt, cold);
        _il.Mark(back);
        _region.Cold.Add(() =>
        {
            _il.Mark(cold);
            SpillFuel();
            if (CallCheck(nameof(GuestOps.FuelExhausted), nameof(GuestOps.FuelStop)))
            {
                ReloadFuel();
                _il.EmitBranch(ILCode.Br, back);
            }
        });
    }

    private void CloseFuel()
    {
        if (_fuelPatch < 0)
        {
            return;
        }

        _il.Patch(_fuelPatch, _fuelCharge);
        _fuelPatch = -1;
        foreach ((TryRegion region, int site, int patch, int charge) in _refunds)
        {
            if (patch >= 0)
            {
                _il.Patch(patch, _fuelCharge - charge);
            }
            else
            {
                region.Sites[site] = region.Sites[site] with { Refund = _fuelCharge - charge };
            }
        }

        _refunds.Clear();
    }

    /// <summary>
    /// Before an operation that may trap by itself, or ask the host: the task's fuel is what is left after just the
    /// instructions up to this one.
    /// </summary>
    private void SpillExactFuel()
    {
        if (_fuel)
        {
            _il.LoadArgument(TaskArgument);
            AddOffset(ExecContext.FuelOffset);
            _il.LoadLocal(FuelLocal());
            LoadRefund();
            _il.Emit(ILCode.Add);
            _il.Emit(ILCode.StindI8);
        }
    }

    /// <summary>After an operation in which the host may have given fuel.</summary>
    private void ReloadExactFuel()
    {
        if (_fuel)
        {
            LoadTaskWord(ExecContext.FuelOffset);
            LoadRefund();
            _il.Emit(ILCode.Sub);
            _il.StoreLocal(FuelLocal());
        }
    }

    /// <summary>Loads what the rest of this straight piece of code was charged beforehand.</summary>
    private void LoadRefund()
    {
        int patch = _il.LoadPatchable();
        if (_fuelPatch >= 0)
        {
            _refunds.Add((_region, -1, patch, _fuelCharge));
        }

        _il.Emit(ILCode.ConvI8);
    }

    private int FuelLocal()
    {
        if (_fuelLocal < 0)
        {
            _fuelLocal = _method.AddLocal(StackType.I64);
            Reserve(_fuelLocal);
        }

        return _fuelLocal;
    }

    private void SpillFuel()
    {
        if (_fuel)
        {
            _il.LoadArgument(TaskArgument);
            AddOffset(ExecContext.FuelOffset);
            _il.LoadLocal(FuelLocal());
            _il.Emit(ILCode.StindI8);
        }
    }

    private void ReloadFuel()
    {
        if (_fuel)
        {
            LoadTaskWord(ExecContext.FuelOffset);
            _il.StoreLocal(FuelLocal());
        }
    }

    /// <summary>Before a call: the count is exact and written where the callee finds it.</summary>
    private void LeaveForCall()
    {
        if (_fuel)
        {
            WriteFuelCheck();
            CloseFuel();
            SpillFuel();
        }
    }

    private void ReturnFromCall()
    {
        LengthsMayHaveChanged();
        if (_fuel)
        {
            ReloadFuel();
            OpenFuel(check: false);
        }
    }
}
