using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    /// <summary>Validates the instruction that <paramref name="op"/> stands at, and applies it to the stacks.</summary>
    /// <exception cref="ComposeException"><c>Component.Invalid</c>; <c>Component.LimitExceeded</c>.</exception>
    public void Step(ref OperatorReader op)
    {
        _offset = op.Offset;
        OpcodeInfo info = op.Info;
        if (info.Immediates == ImmediateKind.Local)
        {
            StepLocal(op.Opcode, op.Index);
        }
        else if (info.IsSimple)
        {
            StepSimple(ref op, info);
        }
        else
        {
            StepOthers(ref op);
        }
    }

    private void StepLocal(Opcode opcode, uint local)
    {
        if (local >= (uint)_localCount)
        {
            FailUnknown("local", local);
        }

        ValType type = LocalType((int)local);
        if (opcode == Opcode.LocalGet)
        {
            if (_tracksInitialization && !_initialized[local])
            {
                Fail($"uninitialized local {local}");
            }

            Push(type);
            return;
        }

        Pop(type);
        Initialize(local);
        if (opcode == Opcode.LocalTee)
        {
            Push(type);
        }
    }

    private void StepOthers(ref OperatorReader op)
    {
        switch (op.Opcode)
        {
            case Opcode.GlobalGet:
                CheckIndex("global", op.Index, _module.Globals.Length);
                Push(_module.Globals[(int)op.Index].Type.Value);
                break;
            case Opcode.GlobalSet:
                CheckIndex("global", op.Index, _module.Globals.Length);
                GlobalType global = _module.Globals[(int)op.Index].Type;
                if (!global.IsMutable)
                {
                    Fail($"immutable global: global {op.Index} cannot be set");
                }

                Pop(global.Value);
                break;
            case Opcode.Drop:
                Pop();
                break;
            case Opcode.Select:
                StepSelect();
                break;
            case Opcode.SelectTyped:
                StepTypedSelect(ref op);
                break;
            case Opcode.I64Add128 or Opcode.I64Sub128:
                Pop(ValType.I64);
                Pop(ValType.I64);
                Pop(ValType.I64);
                Pop(ValType.I64);
                Push(ValType.I64);
                Push(ValType.I64);
                break;
            case Opcode.I64MulWideS or Opcode.I64MulWideU:
                Pop(ValType.I64);
                Pop(ValType.I64);
                Push(ValType.I64);
                Push(ValType.I64);
                break;
            case <= Opcode.ReturnCallRef or Opcode.TryTable:
                StepControl(ref op);
                break;
            case >= Opcode.RefNull and <= Opcode.I31GetU:
                StepReference(ref op);
                break;
            default:
                StepStorage(ref op);
                break;
        }
    }

    private void StepSimple(ref OperatorReader op, OpcodeInfo info)
    {
        ValType address = ValType.Bottom;
        switch (info.Immediates)
        {
            case ImmediateKind.MemArg:
                address = CheckMemArg(ref op, info);
                break;
            case ImmediateKind.MemArgLane:
                address = CheckMemArg(ref op, info);
                CheckLane(op.Lane, info);
                break;
            case ImmediateKind.Lane:
                CheckLane(op.Lane, info);
                break;
            case ImmediateKind.Shuffle:
                CheckShuffle(ref op);
                break;
        }

        ValType[] stack = _stack;
        int top = _height;
        uint bits = info.Bits;
        for (int i = info.ParamCount - 1; i >= 0; i--)
        {
            uint kind = (bits >> (OpcodeInfo.ParamShift + (3 * i))) & 7;
            ValType type = kind == (uint)OperandKind.Address ? address : ValType.OfOperand(kind);
            if (top > _floor && stack[top - 1] == type)
            {
                top--;
                continue;
            }

            _height = top;
            PopSlow(type);
            top = _height;
        }

        _height = top;
        uint result = (bits >> OpcodeInfo.ResultShift) & 7;
        if (result != 0)
        {
            Push(ValType.OfOperand(result));
        }
    }

    private ValType CheckMemArg(ref OperatorReader op, OpcodeInfo info)
    {
        ValType[] memories = _addressTypes;
        uint memory = op.Index;
        if (memory >= (uint)memories.Length)
        {
            FailUnknown("memory", memory);
        }

        ValType address = memories[memory];
        if (op.MemAlignLog2 != info.SizeLog2)
        {
            CheckAlignment(ref op, info);
        }

        if (op.MemOffset > uint.MaxValue && address == ValType.I32)
        {
            Fail($"offset out of range: {op.MemOffset} in a 32-bit memory");
        }

        return address;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckAlignment(ref OperatorReader op, OpcodeInfo info)
    {
        if (op.MemAlignLog2 > info.SizeLog2)
        {
            Fail($"alignment must not be larger than natural: 2^{op.MemAlignLog2} for {OpcodeTable.NameOf(op.Opcode)}");
        }

        if (info.Feature == WasmFeatures.Threads)
        {
            Fail($"alignment of {OpcodeTable.NameOf(op.Opcode)} must be natural");
        }
    }

    private void CheckLane(int lane, OpcodeInfo info)
    {
        if (lane >= 16 >> info.SizeLog2)
        {
            Fail($"invalid lane index {lane}");
        }
    }

    private void CheckShuffle(ref OperatorReader op)
    {
        (ulong low, ulong high) = op.V128Halves;
        if (((low | high) & 0xe0e0e0e0_e0e0e0e0) != 0)
        {
            Fail("invalid lane index in a shuffle");
        }
    }

    private void StepSelect()
    {
        Pop(ValType.I32);
        ValType second = Pop();
        ValType first = Pop();
        if (first.IsRef || second.IsRef)
        {
            Fail("type mismatch: select without a type on references");
        }

        if (first != second && !first.IsBottom && !second.IsBottom)
        {
            Fail($"type mismatch: select of {first} and {second}");
        }

        Push(first.IsBottom ? second : first);
    }

    private void StepTypedSelect(ref OperatorReader op)
    {
        if (op.SelectCount != 1)
        {
            Fail($"invalid result arity: select with {op.SelectCount} types");
        }

        ValType type = op.SelectType;
        _owner.CheckValType(type, _offset);
        Pop(ValType.I32);
        Pop(type);
        Pop(type);
        Push(type);
    }

    private void Initialize(uint index)
    {
        if (_tracksInitialization && !_initialized[index])
        {
            _initialized[index] = true;
            _initializedStack[_initializedHeight++] = (int)index;
        }
    }

    /// <summary>Forgets what was set since the innermost block began.</summary>
    private void ForgetInitialized(int height)
    {
        while (_initializedHeight > height)
        {
            _initialized[_initializedStack[--_initializedHeight]] = false;
        }
    }

    private void CheckIndex(string what, uint index, int count)
    {
        if (index >= (uint)count)
        {
            FailUnknown(what, index);
        }
    }
}
