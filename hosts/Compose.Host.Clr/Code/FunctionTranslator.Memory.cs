using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>Loads, stores and their bounds.</summary>
/// <remarks>
/// Base and length of each accessed memory are IL locals. The base never moves. The length is read again after calls, at
/// the next access or label, unless the memory cannot grow: a stale length is only ever too small. A check is left out
/// when the same unchanged local was checked at least as far in this extended block, or a constant address lies in the
/// initial size; where only loads lie between, an earlier check is made (in functions that do not number their traps) to go as far as a later access.
/// </remarks>
internal sealed partial class FunctionTranslator
{
    private int _epoch = 1;

    /// <summary>Counts what can be seen from outside or goes elsewhere; loads and changes of locals are not among it.</summary>
    private int _effects;
    private MemoryLocals[] _memories = [];
    private bool _lengthsValid = true;

    private struct MemoryLocals
    {
        public bool IsUsed;
        public int Base;
        public int Length;

        /// <summary>The memory can grow, so its length is read again after calls.</summary>
        public bool Grows;
    }

    private void BeginMemories()
    {
        _memories = new MemoryLocals[_module.Memories.Length];
        for (int i = 0; i < _memories.Length; i++)
        {
            if ((_facts.Memories >> Math.Min(i, 63) & 1) != 0)
            {
                Limits limits = _module.Memories[i].Limits;
                _memories[i] = new MemoryLocals
                {
                    IsUsed = true,
                    Base = _method.AddLocal(StackType.I64),
                    Length = _method.AddLocal(StackType.I64),
                    Grows = limits.Maximum is not { } most || most != limits.Minimum,
                };
                Reserve(_memories[i].Length);
            }
        }
    }

    /// <summary>Makes the temporaries' tables large enough for an IL local that is not one.</summary>
    private void Reserve(int local)
    {
        if (local >= _references.Length)
        {
            Array.Resize(ref _references, Math.Max(local + 1, _references.Length * 2));
            Array.Resize(ref _temporaryTypes, _references.Length);
        }
    }

    private void LoadMemoryAddress(int memory)
    {
        if (memory < _module.ImportedMemoryCount)
        {
            LoadContextWord(_layout.MemoryOffset(memory));
        }
        else
        {
            LoadContextAddress(_layout.MemoryOffset(memory));
        }
    }

    private void WriteMemoryLocals()
    {
        for (int i = 0; i < _memories.Length; i++)
        {
            if (_memories[i].IsUsed)
            {
                LoadMemoryAddress(i);
                _il.Emit(ILCode.LdindI8);
                _il.StoreLocal(_memories[i].Base);
                WriteLength(i);
            }
        }
    }

    private void WriteLength(int memory)
    {
        LoadMemoryAddress(memory);
        AddOffset(NativeLinearMemory.LengthOffset);
        _il.Emit(ILCode.LdindI8);
        _il.StoreLocal(_memories[memory].Length);
    }

    private void RefreshLengths()
    {
        if (_lengthsValid)
        {
            return;
        }

        for (int i = 0; i < _memories.Length; i++)
        {
            if (_memories[i].IsUsed && _memories[i].Grows)
            {
                WriteLength(i);
            }
        }

        _lengthsValid = true;
    }

    private void AssumeLengths() => _lengthsValid = true;

    private void LengthsMayHaveChanged() => _lengthsValid = _facts.Memories == 0;

    private void ForgetChecks() => _epoch++;

    private void TranslateAccess(Opcode opcode, OpcodeInfo info, MemArg argument, int lane)
    {
        int memory = (int)argument.MemoryIndex;
        int bytes = 1 << info.SizeLog2;
        if (info.Result == OperandKind.None)
        {
            Store(opcode, memory, argument.Offset, bytes, lane);
            return;
        }

        int vector = info.ParamCount == 2 ? Pop() : -1;
        int address = Checked(Pop(), memory, argument.Offset, (ulong)bytes);
        Opcode load = LoadOf(opcode, info.SizeLog2, out Opcode then);
        StackType type = load == opcode ? StackTypes.Of(info.Result) : TypeOfLoad(load);
        int node = NewNode(new Node
        {
            Kind = NodeKind.Load,
            Type = type,
            Opcode = load,
            Reads = _nodes[address].Reads | Reads.Memory,
            Size = _nodes[address].Size + 1,
            A = address,
            B = memory,
            C = -1,
            Value = (long)argument.Offset,
        });
        if (then != Opcode.Nop)
        {
            node = vector >= 0
                ? OperatorNode(then, StackType.V128, vector, node, value: lane)
                : OperatorNode(then, StackType.V128, node);
        }

        Push(node);
    }

    /// <summary>Vector loads that are an ordinary load and an operator.</summary>
    private static Opcode LoadOf(Opcode opcode, int sizeLog2, out Opcode then)
    {
        then = opcode switch
        {
            Opcode.V128Load8Splat => Opcode.I8x16Splat,
            Opcode.V128Load16Splat => Opcode.I16x8Splat,
            Opcode.V128Load32Splat => Opcode.I32x4Splat,
            Opcode.V128Load64Splat => Opcode.I64x2Splat,
            Opcode.V128Load8Lane => Opcode.I8x16ReplaceLane,
            Opcode.V128Load16Lane => Opcode.I16x8ReplaceLane,
            Opcode.V128Load32Lane => Opcode.I32x4ReplaceLane,
            Opcode.V128Load64Lane => Opcode.I64x2ReplaceLane,
            Opcode.V128Load32Zero or Opcode.V128Load64Zero or (>= Opcode.V128Load8x8S and <= Opcode.V128Load32x2U) => opcode,
            _ => Opcode.Nop,
        };
        if (then == Opcode.Nop)
        {
            return opcode;
        }

        return sizeLog2 switch { 0 => Opcode.I32Load8U, 1 => Opcode.I32Load16U, 2 => Opcode.I32Load, _ => Opcode.I64Load };
    }

    private static StackType TypeOfLoad(Opcode load) => load == Opcode.I64Load ? StackType.I64 : StackType.I32;

    private void Store(Opcode opcode, int memory, ulong offset, int bytes, int lane)
    {
        int value = Pop();
        int address = Checked(Pop(), memory, offset, (ulong)bytes);
        SettleReaders(Reads.Memory);
        _effects++;
        LoadEffectiveAddress(address, memory, offset);
        Evaluate(value);
        switch (opcode)
        {
            case Opcode.I32Store8 or Opcode.I64Store8:
                _il.Emit(ILCode.StindI1);
                break;
            case Opcode.I32Store16 or Opcode.I64Store16:
                _il.Emit(ILCode.StindI2);
                break;
            case Opcode.I32Store or Opcode.I64Store32:
                _il.Emit(ILCode.StindI4);
                break;
            case Opcode.I64Store:
                _il.Emit(ILCode.StindI8);
                break;
            case Opcode.F32Store:
                _il.Emit(ILCode.StindR4);
                break;
            case Opcode.F64Store:
                _il.Emit(ILCode.StindR8);
                break;
            case Opcode.V128Store:
                _method.StoreIndirect(StackType.V128);
                break;
            default:
                StoreLane(opcode, lane);
                break;
        }
    }

    private void StoreLane(Opcode opcode, int lane)
    {
        _il.LoadInt(lane);
        (string extract, ILCode store) = opcode switch
        {
            Opcode.V128Store8Lane => (nameof(VectorOps.I8x16ExtractLaneU), ILCode.StindI1),
            Opcode.V128Store16Lane => (nameof(VectorOps.I16x8ExtractLaneU), ILCode.StindI2),
            Opcode.V128Store32Lane => (nameof(VectorOps.I32x4ExtractLane), ILCode.StindI4),
            _ => (nameof(VectorOps.I64x2ExtractLane), ILCode.StindI8),
        };
        _method.Call(typeof(VectorOps), extract);
        _il.Emit(store);
    }

    /// <summary>
    /// Writes the bounds check of an access and gives an address node for <see cref="LoadEffectiveAddress"/>: a constant,
    /// a local, or a 64-bit temporary.
    /// </summary>
    private int Checked(int address, int memory, ulong offset, ulong bytes)
    {
        Node node = _nodes[address];
        Limits limits = _module.Memories[memory].Limits;
        ulong initial = SaturatedBytes(limits.Minimum, _module.Memories[memory].PageSizeLog2);
        ulong end = SaturatedSum(offset, bytes);
        if (node.Kind == NodeKind.Constant)
        {
            ulong most = SaturatedSum(limits.Is64 ? (ulong)node.Value : (uint)node.Value, end);
            if (most > initial || most > long.MaxValue)
            {
                CheckConstant(most, memory);
            }

            return address;
        }

        if (end > long.MaxValue)
        {
            // No memory is that large.
            Discard(address);
            WriteTrapIf(always: true);
            return Constant(StackType.I32, 0);
        }

        bool isLocal = node.Kind == NodeKind.Local;
        if (isLocal && memory == 0 && _locals[node.A].CheckedEpoch == _epoch)
        {
            ref LocalVariable local = ref _locals[node.A];
            if (local.CheckedEnd >= end)
            {
                return address;
            }

            // Nothing happened since that check which could be seen: it may as well have gone further.
            if (!HasSite(TrapCode.MemoryOutOfBounds) && local.CheckedEffects == _effects && local.CheckPosition >= 0 && end <= int.MaxValue)
            {
                _il.Patch(local.CheckPosition, (int)end);
                local.CheckedEnd = end;
                return address;
            }
        }

        RefreshLengths();
        if (!isLocal)
        {
            Evaluate(address);
            if (!limits.Is64)
            {
                _il.Emit(ILCode.ConvU8);
            }

            int temporary = NewTemporary(StackType.I64);
            _il.StoreLocal(temporary);
            address = TemporaryNode(temporary);
        }
        else if (memory == 0)
        {
            _locals[node.A].CheckedEpoch = _epoch;
            _locals[node.A].CheckedEnd = end;
            _locals[node.A].CheckedEffects = _effects;
            _locals[node.A].CheckPosition = -1;
        }

        if (limits.Is64)
        {
            CheckWide(address, memory, end, initial);
        }
        else
        {
            LoadAddressValue(address);
            if (isLocal && memory == 0 && end <= int.MaxValue && !HasSite(TrapCode.MemoryOutOfBounds))
            {
                _locals[node.A].CheckPosition = _il.LoadPatchable();
                _il.Patch(_locals[node.A].CheckPosition, (int)end);
                _il.Emit(ILCode.ConvI8);
            }
            else
            {
                _il.LoadLong((long)end);
            }

            _il.Emit(ILCode.Add);
            _il.LoadLocal(_memories[memory].Length);
            _il.EmitBranch(ILCode.BgtUn, TrapLabel(TrapCode.MemoryOutOfBounds));
        }

        return address;
    }

    /// <summary>A 64-bit address: the sum with the offset could wrap, so the length is lowered instead.</summary>
    private void CheckWide(int address, int memory, ulong end, ulong initial)
    {
        int trap = TrapLabel(TrapCode.MemoryOutOfBounds);
        if (end > initial)
        {
            _il.LoadLong((long)end);
            _il.LoadLocal(_memories[memory].Length);
            _il.EmitBranch(ILCode.BgtUn, trap);
        }

        LoadAddressValue(address);
        _il.LoadLocal(_memories[memory].Length);
        _il.LoadLong((long)end);
        _il.Emit(ILCode.Sub);
        _il.EmitBranch(ILCode.BgtUn, trap);
    }

    private void CheckConstant(ulong end, int memory)
    {
        if (end > long.MaxValue)
        {
            WriteTrapIf(always: true);
            return;
        }

        RefreshLengths();
        _il.LoadLong((long)end);
        _il.LoadLocal(_memories[memory].Length);
        _il.EmitBranch(ILCode.BgtUn, TrapLabel(TrapCode.MemoryOutOfBounds));
    }

    /// <summary>Traps without making what follows unreachable for the translation: it still has its operands.</summary>
    private void WriteTrapIf(bool always)
    {
        _il.LoadInt(always ? 1 : 0);
        _il.EmitBranch(ILCode.Brtrue, TrapLabel(TrapCode.MemoryOutOfBounds));
    }

    private static ulong SaturatedSum(ulong a, ulong b) => a > ulong.MaxValue - b ? ulong.MaxValue : a + b;

    private static ulong SaturatedBytes(ulong pages, int pageSizeLog2) =>
        pages > ulong.MaxValue >> pageSizeLog2 ? ulong.MaxValue : pages << pageSizeLog2;

    /// <summary>Loads an address as 64 bits and keeps its temporary.</summary>
    private void LoadAddressValue(int address)
    {
        Node node = _nodes[address];
        switch (node.Kind)
        {
            case NodeKind.Constant:
                _il.LoadLong(node.Type == StackType.I32 ? (uint)node.Value : node.Value);
                break;
            case NodeKind.Local:
                LoadLocalValue(node.A);
                if (node.Type == StackType.I32)
                {
                    _il.Emit(ILCode.ConvU8);
                }

                break;
            default:
                _il.LoadLocal(node.A);
                break;
        }
    }

    private void LoadEffectiveAddress(int address, int memory, ulong offset)
    {
        Node node = _nodes[address];
        _il.LoadLocal(_memories[memory].Base);
        if (node.Kind == NodeKind.Constant)
        {
            offset += node.Type == StackType.I32 ? (uint)node.Value : (ulong)node.Value;
        }
        else
        {
            LoadAddressValue(address);
            _il.Emit(ILCode.Add);
            if (node.Kind == NodeKind.Temporary)
            {
                Release(node.A);
            }
        }

        if (offset != 0)
        {
            _il.LoadLong((long)offset);
            _il.Emit(ILCode.Add);
        }
    }

    private void LoadChecked(in Node node)
    {
        LoadEffectiveAddress(node.A, node.B, (ulong)node.Value);
        (ILCode load, ILCode convert) = node.Opcode switch
        {
            Opcode.I32Load => (ILCode.LdindI4, default),
            Opcode.I64Load => (ILCode.LdindI8, default),
            Opcode.F32Load => (ILCode.LdindR4, default),
            Opcode.F64Load => (ILCode.LdindR8, default),
            Opcode.I32Load8S => (ILCode.LdindI1, default),
            Opcode.I32Load8U => (ILCode.LdindU1, default),
            Opcode.I32Load16S => (ILCode.LdindI2, default),
            Opcode.I32Load16U => (ILCode.LdindU2, default),
            Opcode.I64Load8S => (ILCode.LdindI1, ILCode.ConvI8),
            Opcode.I64Load8U => (ILCode.LdindU1, ILCode.ConvU8),
            Opcode.I64Load16S => (ILCode.LdindI2, ILCode.ConvI8),
            Opcode.I64Load16U => (ILCode.LdindU2, ILCode.ConvU8),
            Opcode.I64Load32S => (ILCode.LdindI4, ILCode.ConvI8),
            Opcode.I64Load32U => (ILCode.LdindU4, ILCode.ConvU8),
            _ => (default(ILCode), default(ILCode)),
        };
        if (load == default)
        {
            _method.LoadIndirect(StackType.V128);
            return;
        }

        _il.Emit(load);
        if (convert != default)
        {
            _il.Emit(convert);
        }
    }
}
