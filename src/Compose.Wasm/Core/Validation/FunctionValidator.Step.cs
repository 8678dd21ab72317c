using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    // Indexed by OperandKind; the address type is filled in per instruction.
    private static readonly ValType[] s_operandTypes =
        [ValType.Bottom, ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, ValType.Bottom];

    /// <summary>Validates the instruction that <paramref name="op"/> stands at, and applies it to the stacks.</summary>
    /// <exception cref="ComposeException"><c>Component.Invalid</c>; <c>Component.LimitExceeded</c>.</exception>
    public void Step(ref OperatorReader op)
    {
        _offset = op.Offset;
        OpcodeInfo info = op.Info;
        if (info.IsSimple)
        {
            StepSimple(ref op, info);
            return;
        }

        switch (op.Opcode)
        {
            case Opcode.LocalGet:
                uint local = op.Index;
                CheckLocal(local);
                if (_tracksInitialization && !_initialized[local])
                {
                    Fail($"uninitialized local {local}");
                }

                Push(LocalType((int)local));
                break;
            case Opcode.LocalSet:
                CheckLocal(op.Index);
                Pop(LocalType((int)op.Index));
                Initialize(op.Index);
                break;
            case Opcode.LocalTee:
                CheckLocal(op.Index);
                ValType teed = LocalType((int)op.Index);
                Pop(teed);
                Push(teed);
                Initialize(op.Index);
                break;
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
        ReadOnlySpan<ValType> types = s_operandTypes;
        ValType address = ValType.Bottom;
        switch (info.Immediates)
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.MemArg:
                address = CheckMemArg(op.MemArg, info, op.Opcode);
                break;
            case ImmediateKind.MemArgLane:
                address = CheckMemArg(op.MemArg, info, op.Opcode);
                CheckLane(op.Lane, info);
                break;
            case ImmediateKind.Lane:
                CheckLane(op.Lane, info);
                break;
            case ImmediateKind.Shuffle:
                CheckShuffle(ref op);
                break;
        }

        for (int i = info.ParamCount - 1; i >= 0; i--)
        {
            OperandKind kind = info.Param(i);
            Pop(kind == OperandKind.Address ? address : types[(int)kind]);
        }

        if (info.Result != OperandKind.None)
        {
            Push(types[(int)info.Result]);
        }
    }

    private ValType CheckMemArg(MemArg access, OpcodeInfo info, Opcode opcode)
    {
        if (access.MemoryIndex >= (uint)_module.Memories.Length)
        {
            FailUnknown("memory", access.MemoryIndex);
        }

        bool is64 = _module.Memories[(int)access.MemoryIndex].Is64;
        if (access.AlignLog2 > info.SizeLog2)
        {
            Fail($"alignment must not be larger than natural: 2^{access.AlignLog2} for {OpcodeTable.NameOf(opcode)}");
        }

        if (info.Feature == WasmFeatures.Threads && access.AlignLog2 != info.SizeLog2)
        {
            Fail($"alignment of {OpcodeTable.NameOf(opcode)} must be natural");
        }

        if (!is64 && access.Offset > uint.MaxValue)
        {
            Fail($"offset out of range: {access.Offset} in a 32-bit memory");
        }

        return is64 ? ValType.I64 : ValType.I32;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckLocal(uint index)
    {
        if (index >= (uint)_localCount)
        {
            FailUnknown("local", index);
        }
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
