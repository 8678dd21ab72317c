using Compose.Engine;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>Numeric and vector operators.</summary>
internal sealed partial class FunctionTranslator
{
    private void TranslateOperator(Opcode opcode, OpcodeInfo info, ref OperatorReader operators)
    {
        int c = info.ParamCount > 2 ? Pop() : -1;
        int b = info.ParamCount > 1 ? Pop() : -1;
        int a = info.ParamCount > 0 ? Pop() : -1;
        if (opcode == Opcode.I8x16Shuffle)
        {
            (ulong low, ulong high) = operators.V128Halves;
            c = Constant(StackType.V128, (long)low, (long)high);
        }

        if (opcode is Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr && _nodes[b].Kind == NodeKind.Constant)
        {
            Rotate(opcode, a, (int)_nodes[b].Value);
            return;
        }

        if (opcode is (>= Opcode.F32Add and <= Opcode.F32Div) or (>= Opcode.F64Add and <= Opcode.F64Div))
        {
            HideConstant(a);
            HideConstant(b);
        }

        if (IsShift(opcode) && _nodes[b].Kind == NodeKind.Constant)
        {
            b = Constant(StackType.I32, _nodes[b].Value & (opcode <= Opcode.I32ShrU ? 31 : 63));
        }

        if (opcode == Opcode.I32Add && _nodes[b].Kind == NodeKind.Constant)
        {
            // What static addresses are made of.
            if (_nodes[a].Kind == NodeKind.Constant)
            {
                Push(Constant(StackType.I32, (int)_nodes[a].Value + (int)_nodes[b].Value));
                return;
            }

            if ((int)_nodes[b].Value == 0)
            {
                Push(a);
                return;
            }
        }

        long lane = info.Immediates == ImmediateKind.Lane ? operators.Lane : 0;
        int node = OperatorNode(opcode, StackTypes.Of(info.Result), a, b, c, lane);
        if (MayTrap(opcode, b))
        {
            _effects++;
            NotePossibleTraps(opcode);
            SpillExactFuel();
            Push(ToTemporary(node));
            return;
        }

        Push(node);
    }

    /// <summary>A rotation by a constant, as the two shifts that RyuJIT makes one instruction of: calls use up its budget for inlining.</summary>
    private void Rotate(Opcode opcode, int value, int count)
    {
        bool wide = opcode is Opcode.I64Rotl or Opcode.I64Rotr;
        int width = wide ? 64 : 32;
        int left = (opcode is Opcode.I32Rotr or Opcode.I64Rotr ? -count : count) & (width - 1);
        if (left == 0)
        {
            Push(value);
            return;
        }

        if (_nodes[value].Kind is not (NodeKind.Temporary or NodeKind.Local or NodeKind.Constant))
        {
            value = ToTemporary(value);
        }

        StackType type = wide ? StackType.I64 : StackType.I32;
        (Opcode shl, Opcode shr, Opcode or) = wide ? (Opcode.I64Shl, Opcode.I64ShrU, Opcode.I64Or) : (Opcode.I32Shl, Opcode.I32ShrU, Opcode.I32Or);
        int again = KeptCopy(value);
        Push(OperatorNode(
            or,
            type,
            OperatorNode(shl, type, value, Constant(type, left)),
            OperatorNode(shr, type, again, Constant(type, width - left))));
    }

    /// <summary>
    /// RyuJIT takes x - 0, x * 1 and x / 1 for x, which leaves a signalling NaN as it is; WebAssembly wants it quiet. Such
    /// a constant is loaded from memory, which RyuJIT does not look into.
    /// </summary>
    private void HideConstant(int node)
    {
        ref Node n = ref _nodes[node];
        if (n.Kind == NodeKind.Constant)
        {
            double value = n.Type == StackType.F32
                ? BitConverter.UInt32BitsToSingle((uint)n.Value)
                : BitConverter.Int64BitsToDouble(n.Value);
            n.High = value is 0 or 1 or -1 ? 1 : 0;
        }
    }

    private bool MayTrap(Opcode opcode, int divisor) => opcode switch
    {
        Opcode.I32DivU or Opcode.I64DivU or Opcode.I32RemU or Opcode.I64RemU or Opcode.I32RemS or Opcode.I64RemS =>
            !IsConstantOtherThan(divisor, 0, 0),
        Opcode.I32DivS or Opcode.I64DivS => !IsConstantOtherThan(divisor, 0, -1),
        >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U => true,
        >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U => true,
        _ => false,
    };

    private void NotePossibleTraps(Opcode opcode)
    {
        if (_map is null)
        {
            return;
        }

        if (opcode is (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU))
        {
            _map.AddPossible(TrapCode.IntegerDivideByZero, Here);
            if (opcode is Opcode.I32DivS or Opcode.I64DivS)
            {
                _map.AddPossible(TrapCode.IntegerOverflow, Here);
            }
        }
        else
        {
            _map.AddPossible(TrapCode.IntegerOverflow, Here);
            _map.AddPossible(TrapCode.BadConversionToInteger, Here);
        }
    }

    private bool IsConstantOtherThan(int node, long one, long other) =>
        _nodes[node] is { Kind: NodeKind.Constant } constant && constant.Value != one && constant.Value != other;

    /// <summary>Writes an operator whose operands are on the IL stack.</summary>
    private void WriteOperator(in Node node)
    {
        Opcode opcode = node.Opcode;
        if (opcode >= Opcode.V128Load)
        {
            WriteVectorOperator(node);
            return;
        }

        switch (opcode)
        {
            case Opcode.I32Eqz or Opcode.RefIsNull:
                _il.LoadInt(0);
                if (opcode == Opcode.RefIsNull)
                {
                    _il.Emit(ILCode.ConvI8);
                }

                _il.Emit(ILCode.Ceq);
                break;
            case Opcode.I64Eqz:
                _il.LoadLong(0);
                _il.Emit(ILCode.Ceq);
                break;
            case Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq or Opcode.RefEq:
                _il.Emit(ILCode.Ceq);
                break;
            case Opcode.I32LtS or Opcode.I64LtS or Opcode.F32Lt or Opcode.F64Lt:
                _il.Emit(ILCode.Clt);
                break;
            case Opcode.I32LtU or Opcode.I64LtU:
                _il.Emit(ILCode.CltUn);
                break;
            case Opcode.I32GtS or Opcode.I64GtS or Opcode.F32Gt or Opcode.F64Gt:
                _il.Emit(ILCode.Cgt);
                break;
            case Opcode.I32GtU or Opcode.I64GtU:
                _il.Emit(ILCode.CgtUn);
                break;
            case Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne:
                WriteNot(ILCode.Ceq);
                break;
            case Opcode.I32LeS or Opcode.I64LeS or Opcode.F32Ge or Opcode.F64Ge:
                // For floats: a >= b is not (a < b or unordered).
                WriteNot(opcode is Opcode.F32Ge or Opcode.F64Ge ? ILCode.CltUn : ILCode.Cgt);
                break;
            case Opcode.I32LeU or Opcode.I64LeU or Opcode.F32Le or Opcode.F64Le:
                WriteNot(ILCode.CgtUn);
                break;
            case Opcode.I32GeS or Opcode.I64GeS:
                WriteNot(ILCode.Clt);
                break;
            case Opcode.I32GeU or Opcode.I64GeU:
                WriteNot(ILCode.CltUn);
                break;
            case Opcode.I32Add or Opcode.I64Add or Opcode.F32Add or Opcode.F64Add:
                _il.Emit(ILCode.Add);
                break;
            case Opcode.I32Sub or Opcode.I64Sub or Opcode.F32Sub or Opcode.F64Sub:
                _il.Emit(ILCode.Sub);
                break;
            case Opcode.I32Mul or Opcode.I64Mul or Opcode.F32Mul or Opcode.F64Mul:
                _il.Emit(ILCode.Mul);
                break;
            case Opcode.I32DivS or Opcode.I64DivS or Opcode.F32Div or Opcode.F64Div:
                _il.Emit(ILCode.Div);
                break;
            case Opcode.I32DivU or Opcode.I64DivU:
                _il.Emit(ILCode.DivUn);
                break;
            case Opcode.I32RemS or Opcode.I64RemS when IsConstantOtherThan(node.B, 0, -1):
                _il.Emit(ILCode.Rem);
                break;
            case Opcode.I32RemU or Opcode.I64RemU:
                _il.Emit(ILCode.RemUn);
                break;
            case Opcode.I32And or Opcode.I64And:
                _il.Emit(ILCode.And);
                break;
            case Opcode.I32Or or Opcode.I64Or:
                _il.Emit(ILCode.Or);
                break;
            case Opcode.I32Xor or Opcode.I64Xor:
                _il.Emit(ILCode.Xor);
                break;
            case Opcode.I32Shl or Opcode.I32ShrS or Opcode.I32ShrU when _nodes[node.B].Kind == NodeKind.Constant:
                WriteShift(opcode - Opcode.I32Shl);
                break;
            case Opcode.I64Shl or Opcode.I64ShrS or Opcode.I64ShrU when _nodes[node.B].Kind == NodeKind.Constant:
                WriteShift(opcode - Opcode.I64Shl);
                break;
            case Opcode.I32Shl or Opcode.I32ShrS or Opcode.I32ShrU:
                _il.LoadInt(31);
                _il.Emit(ILCode.And);
                WriteShift(opcode - Opcode.I32Shl);
                break;
            case Opcode.I64Shl or Opcode.I64ShrS or Opcode.I64ShrU:
                _il.Emit(ILCode.ConvI4);
                _il.LoadInt(63);
                _il.Emit(ILCode.And);
                WriteShift(opcode - Opcode.I64Shl);
                break;
            case Opcode.F32Neg or Opcode.F64Neg:
                _il.Emit(ILCode.Neg);
                break;
            case Opcode.I32WrapI64:
                _il.Emit(ILCode.ConvI4);
                break;
            case Opcode.I64ExtendI32S or Opcode.I64Extend32S:
                if (opcode == Opcode.I64Extend32S)
                {
                    _il.Emit(ILCode.ConvI4);
                }

                _il.Emit(ILCode.ConvI8);
                break;
            case Opcode.I64ExtendI32U:
                _il.Emit(ILCode.ConvU8);
                break;
            case Opcode.I32Extend8S:
                _il.Emit(ILCode.ConvI1);
                break;
            case Opcode.I32Extend16S:
                _il.Emit(ILCode.ConvI2);
                break;
            case Opcode.I64Extend8S:
                _il.Emit(ILCode.ConvI1);
                _il.Emit(ILCode.ConvI8);
                break;
            case Opcode.I64Extend16S:
                _il.Emit(ILCode.ConvI2);
                _il.Emit(ILCode.ConvI8);
                break;
            case Opcode.F32ConvertI32S or Opcode.F32ConvertI64S:
                _il.Emit(ILCode.ConvR4);
                break;
            case Opcode.F64ConvertI32S or Opcode.F64ConvertI64S or Opcode.F64PromoteF32:
                _il.Emit(ILCode.ConvR8);
                break;
            case Opcode.F32ConvertI32U:
                _il.Emit(ILCode.ConvU8);
                _il.Emit(ILCode.ConvR4);
                break;
            case Opcode.F64ConvertI32U:
                _il.Emit(ILCode.ConvU8);
                _il.Emit(ILCode.ConvR8);
                break;
            case Opcode.I32TruncSatF32S or Opcode.I32TruncSatF64S:
                _il.Emit(ILCode.ConvI4);
                break;
            case Opcode.I32TruncSatF32U or Opcode.I32TruncSatF64U:
                _il.Emit(ILCode.ConvU4);
                break;
            case Opcode.I64TruncSatF32S or Opcode.I64TruncSatF64S:
                _il.Emit(ILCode.ConvI8);
                break;
            case Opcode.I64TruncSatF32U or Opcode.I64TruncSatF64U:
                _il.Emit(ILCode.ConvU8);
                break;
            default:
                _method.Call(typeof(NumericOps), NameOf(opcode));
                break;
        }
    }

    private static string NameOf(Opcode opcode) => opcode switch
    {
        Opcode.I32Clz => nameof(NumericOps.I32Clz),
        Opcode.I32Ctz => nameof(NumericOps.I32Ctz),
        Opcode.I32Popcnt => nameof(NumericOps.I32Popcnt),
        Opcode.I32Rotl => nameof(NumericOps.I32Rotl),
        Opcode.I32Rotr => nameof(NumericOps.I32Rotr),
        Opcode.I64Clz => nameof(NumericOps.I64Clz),
        Opcode.I64Ctz => nameof(NumericOps.I64Ctz),
        Opcode.I64Rotl => nameof(NumericOps.I64Rotl),
        Opcode.I32RemS => nameof(NumericOps.I32RemS),
        Opcode.I64RemS => nameof(NumericOps.I64RemS),
        _ => opcode.ToString(),
    };

    private void WriteNot(ILCode compare)
    {
        _il.Emit(compare);
        _il.LoadInt(0);
        _il.Emit(ILCode.Ceq);
    }

    private static bool IsShift(Opcode opcode) =>
        opcode is (>= Opcode.I32Shl and <= Opcode.I32ShrU) or (>= Opcode.I64Shl and <= Opcode.I64ShrU);

    private void WriteShift(int kind) =>
        _il.Emit(kind switch { 0 => ILCode.Shl, 1 => ILCode.Shr, _ => ILCode.ShrUn });

    private void WriteVectorOperator(in Node node)
    {
        if (OpcodeTable.Of(node.Opcode).Immediates is ImmediateKind.Lane)
        {
            _il.LoadInt((int)node.Value);
        }

        // Replacing a lane by what was loaded arrives as (vector, value) as well: the lane comes last in all of them.
        _method.Call(typeof(VectorOps), node.Opcode.ToString());
    }

    /// <summary>Branches if the i32 <paramref name="condition"/> is (or is not) zero, with the comparison fused in.</summary>
    private void WriteConditionalBranch(int condition, bool whenTrue, int label)
    {
        Node node = _nodes[condition];
        while (node is { Kind: NodeKind.Operator, Opcode: Opcode.I32Eqz })
        {
            condition = node.A;
            node = _nodes[condition];
            whenTrue = !whenTrue;
        }

        if (node.Kind == NodeKind.Operator)
        {
            (ILCode yes, ILCode no) = FusedBranch(node.Opcode);
            if (yes != default)
            {
                Evaluate(node.A);
                if (node.B >= 0)
                {
                    Evaluate(node.B);
                }

                _il.EmitBranch(whenTrue ? yes : no, label);
                return;
            }
        }

        Evaluate(condition);
        _il.EmitBranch(whenTrue ? ILCode.Brtrue : ILCode.Brfalse, label);
    }

    private static (ILCode WhenTrue, ILCode WhenFalse) FusedBranch(Opcode opcode) => opcode switch
    {
        Opcode.I64Eqz or Opcode.RefIsNull => (ILCode.Brfalse, ILCode.Brtrue),
        Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq or Opcode.RefEq => (ILCode.Beq, ILCode.BneUn),
        Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne => (ILCode.BneUn, ILCode.Beq),
        Opcode.I32LtS or Opcode.I64LtS => (ILCode.Blt, ILCode.Bge),
        Opcode.I32LtU or Opcode.I64LtU => (ILCode.BltUn, ILCode.BgeUn),
        Opcode.I32GtS or Opcode.I64GtS => (ILCode.Bgt, ILCode.Ble),
        Opcode.I32GtU or Opcode.I64GtU => (ILCode.BgtUn, ILCode.BleUn),
        Opcode.I32LeS or Opcode.I64LeS => (ILCode.Ble, ILCode.Bgt),
        Opcode.I32LeU or Opcode.I64LeU => (ILCode.BleUn, ILCode.BgtUn),
        Opcode.I32GeS or Opcode.I64GeS => (ILCode.Bge, ILCode.Blt),
        Opcode.I32GeU or Opcode.I64GeU => (ILCode.BgeUn, ILCode.BltUn),

        // With an unordered operand a float comparison is false, so its negation must hold: the unordered forms.
        Opcode.F32Lt or Opcode.F64Lt => (ILCode.Blt, ILCode.BgeUn),
        Opcode.F32Gt or Opcode.F64Gt => (ILCode.Bgt, ILCode.BleUn),
        Opcode.F32Le or Opcode.F64Le => (ILCode.Ble, ILCode.BgtUn),
        Opcode.F32Ge or Opcode.F64Ge => (ILCode.Bge, ILCode.BltUn),
        _ => (default, default),
    };
}
