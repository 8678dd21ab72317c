using Compose.Runtime.Abi;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>The adapter's function: the steps of <c>canon_lower</c> and <c>canon_lift</c> around the two translations.</summary>
internal sealed partial class AdapterCompiler
{
    private AdapterCode EmitBody()
    {
        AbiFunction type = _key.Type;
        var code = new AdapterCode(LowerParameters);

        // The caller may leave, and everyone to be entered is idle.
        code.GetGlobal(Use(AdapterImport.CallerFlags));
        code.Op(Opcode.I32Eqz);
        TrapIf(code, (int)AdapterTrap.CannotLeave);
        for (int i = 0; i < _key.Entering; i++)
        {
            code.GetGlobal(Use(AdapterImport.CalleeFlags) + i);
            code.I32(InstanceFlags.Idle);
            code.Op(Opcode.I32Ne);
            TrapIf(code, (int)AdapterTrap.CannotEnter + i);
        }

        SetEntered(code, InstanceFlags.Running);

        // A borrow that the callee can see only as a representation needs no scope: its loan ends with the call.
        bool scoped = NeedsScope(out List<int> lent);
        if (scoped)
        {
            code.Call(Use(AdapterImport.EnterScope));
        }

        Guard(code, _in, InstanceFlags.MayNotLeave);
        int[] arguments = TranslateParameters(code, lent);
        Guard(code, _in, InstanceFlags.Running);
        foreach (int argument in arguments)
        {
            code.Get(argument);
        }

        code.Call(Use(AdapterImport.Callee));
        FlatKind[] liftResults = type.CoreResults(_key.Lift.Is64, lower: false);
        int result = -1;
        if (liftResults.Length == 1)
        {
            result = code.Declare(liftResults[0]);
            code.Set(result);
        }

        if (scoped)
        {
            code.Call(Use(AdapterImport.CheckScope));
        }

        Guard(code, _out, InstanceFlags.MayNotLeave);
        int[] results = TranslateResult(code, result);
        Guard(code, _out, InstanceFlags.Running);
        if (_key.Lift.HasPostReturn)
        {
            SetFlags(code, AdapterImport.CalleeFlags, InstanceFlags.MayNotLeave);
            if (result >= 0)
            {
                code.Get(result);
            }

            code.Call(Use(AdapterImport.PostReturn));
            if (_key.Entering == 0)
            {
                SetFlags(code, AdapterImport.CalleeFlags, InstanceFlags.Running);
            }
        }

        SetEntered(code, InstanceFlags.Idle);
        foreach (int handle in lent)
        {
            code.Get(handle);
            code.Call(Use(AdapterImport.Unlend));
        }

        if (scoped)
        {
            code.Call(Use(AdapterImport.ExitScope));
        }

        foreach (int local in results)
        {
            code.Get(local);
        }

        return code;
    }

    private bool NeedsScope(out List<int> lent)
    {
        lent = [];
        AbiType parameters = _key.Type.ParameterTuple;
        if (!parameters.HasBorrows)
        {
            return false;
        }

        if (_key.Type.ParametersInMemory(_key.Lower.Is64))
        {
            return true;
        }

        int flat = 0;
        foreach (AbiField parameter in parameters.Fields)
        {
            AbiType type = parameter.Type!;
            if (type.Kind == AbiKind.Borrow && CalleeImplements(type.ResourceSlot))
            {
                lent.Add(flat);
            }
            else if (type.HasBorrows)
            {
                lent.Clear();
                return true;
            }

            flat += type.Flat(_key.Lower.Is64).Length;
        }

        return false;
    }

    private bool CalleeImplements(int slot) => slot < 64 && ((_key.Implemented >> slot) & 1) != 0;

    private int[] TranslateParameters(AdapterCode code, List<int> lent)
    {
        AbiType tuple = _key.Type.ParameterTuple;
        if (tuple.Fields.Length == 0)
        {
            return [];
        }

        bool fromMemory = _key.Type.ParametersInMemory(_key.Lower.Is64);
        bool toMemory = _key.Type.ParametersInMemory(_key.Lift.Is64);
        Place source = fromMemory
            ? Place.Memory(CheckedPointer(code, _in, 0, tuple.Layout(_key.Lower.Is64)), 0)
            : Place.Flat(Sequence(0, tuple.Flat(_key.Lower.Is64).Length));
        _lent = lent;
        if (toMemory)
        {
            int pointer = Allocate(code, _in, tuple.Layout(_key.Lift.Is64));
            Translate(code, _in, tuple, source, Place.Memory(pointer, 0), 0);
            return [pointer];
        }

        ReadOnlySpan<FlatKind> kinds = tuple.Flat(_key.Lift.Is64);
        var locals = new int[kinds.Length];
        for (int i = 0; i < locals.Length; i++)
        {
            locals[i] = code.Declare(kinds[i]);
        }

        Translate(code, _in, tuple, source, Place.Flat(locals), 0);
        return locals;
    }

    private int[] TranslateResult(AdapterCode code, int result)
    {
        if (_key.Type.Result is not { } type)
        {
            return [];
        }

        bool fromMemory = _key.Type.ResultInMemory(_key.Lift.Is64);
        bool toMemory = _key.Type.ResultInMemory(_key.Lower.Is64);
        Place source = fromMemory
            ? Place.Memory(CheckedPointer(code, _out, result, type.Layout(_key.Lift.Is64)), 0)
            : Place.Flat([result]);
        if (toMemory)
        {
            int pointer = CheckTarget(code, _out, LowerParameters.Length - 1, type.Layout(_key.Lower.Is64));
            Translate(code, _out, type, source, Place.Memory(pointer, 0), 0);
            return [];
        }

        int[] locals = [code.Declare(type.Flat(_key.Lower.Is64)[0])];
        Translate(code, _out, type, source, Place.Flat(locals), 0);
        return locals;
    }

    private static int[] Sequence(int first, int count)
    {
        var locals = new int[count];
        for (int i = 0; i < count; i++)
        {
            locals[i] = first + i;
        }

        return locals;
    }

    private void SetEntered(AdapterCode code, uint state)
    {
        for (int i = 0; i < _key.Entering; i++)
        {
            code.I32(state);
            code.SetGlobal(Use(AdapterImport.CalleeFlags) + i);
        }
    }

    /// <summary>
    /// Around a translation that calls realloc: the target may not leave then. Nothing else of the guests runs meanwhile,
    /// so it is set once for all. The first pass over the body has told whether realloc is called.
    /// </summary>
    private void Guard(AdapterCode code, AdapterDirection way, uint state)
    {
        if (_used[(int)way.Realloc])
        {
            SetFlags(code, way.TargetFlags, state);
        }
    }

    private void SetFlags(AdapterCode code, AdapterImport flags, uint state)
    {
        code.I32(state);
        code.SetGlobal(Use(flags));
    }

    /// <summary>Traps if the i32 on the stack is not 0.</summary>
    private void TrapIf(AdapterCode code, int reason)
    {
        code.If();
        code.I32((uint)reason);
        code.Call(Use(AdapterImport.Trap));
        code.Op(Opcode.Unreachable);
        code.End();
    }

    private void TrapIf(AdapterCode code, AdapterTrap reason) => TrapIf(code, (int)reason);

    /// <summary>Checks alignment and bounds of a source pointer in a local; gives the local.</summary>
    private int CheckedPointer(AdapterCode code, AdapterDirection way, int local, AbiLayout layout)
    {
        CheckAligned(code, local, way.Source.Is64, layout.Alignment, AdapterTrap.UnalignedPointer);
        CheckBounds(code, way.SourceMemory, way.Source.Is64, local, layout.Size, AdapterTrap.PointerOutOfBounds);
        return local;
    }

    private int CheckTarget(AdapterCode code, AdapterDirection way, int local, AbiLayout layout)
    {
        CheckAligned(code, local, way.Target.Is64, layout.Alignment, AdapterTrap.UnalignedPointer);
        CheckBounds(code, way.TargetMemory, way.Target.Is64, local, layout.Size, AdapterTrap.PointerOutOfBounds);
        return local;
    }

    private void CheckAligned(AdapterCode code, int local, bool is64, uint alignment, AdapterTrap reason)
    {
        if (alignment == 1)
        {
            return;
        }

        code.Get(local);
        if (is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.I32(alignment - 1);
        code.Op(Opcode.I32And);
        TrapIf(code, reason);
    }

    /// <summary>Checks that a constant number of bytes lies at a pointer.</summary>
    private void CheckBounds(AdapterCode code, AdapterImport memory, bool is64, int pointer, uint bytes, AdapterTrap reason)
    {
        int length = code.Rent(FlatKind.I64);
        code.I64(bytes);
        code.Set(length);
        CheckBounds(code, memory, is64, pointer, length, reason);
        code.Return(length);
    }

    /// <summary>
    /// Checks that as many bytes as the i64 local says (less than 2^32) lie at a pointer. Memories are below 2^48 bytes on
    /// every engine, so 64 bits hold the sum unless the pointer itself is beyond.
    /// </summary>
    private void CheckBounds(AdapterCode code, AdapterImport memory, bool is64, int pointer, int length, AdapterTrap reason)
    {
        if (is64)
        {
            code.Get(pointer);
            code.I64(1ul << 48);
            code.Op(Opcode.I64GeU);
            TrapIf(code, reason);
        }

        Widened(code, pointer, is64);
        code.Get(length);
        code.Op(Opcode.I64Add);
        code.MemorySize(Use(memory));
        if (!is64)
        {
            code.Op(Opcode.I64ExtendI32U);
        }

        code.I64(16);
        code.Op(Opcode.I64Shl);
        code.Op(Opcode.I64GtU);
        TrapIf(code, reason);
    }

    /// <summary>Pushes a pointer or length as i64.</summary>
    private static void Widened(AdapterCode code, int local, bool is64)
    {
        code.Get(local);
        if (!is64)
        {
            code.Op(Opcode.I64ExtendI32U);
        }
    }
}
