using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>The operand stack of pending expressions, and the IL locals that hold evaluated ones.</summary>
internal sealed partial class FunctionTranslator
{
    private readonly Stack<int>[] _free = [new(), new(), new(), new(), new(), new()];
    private int[] _references = new int[16];
    private StackType[] _temporaryTypes = new StackType[16];
    private Node[] _nodes = new Node[64];
    private int _nodeCount;
    private int[] _stack = new int[32];
    private int _height;

    /// <summary>Entries below this are constants or temporaries.</summary>
    private int _settled;

    private int NewNode(in Node node)
    {
        if (_nodeCount == _nodes.Length)
        {
            Array.Resize(ref _nodes, _nodeCount * 2);
        }

        _nodes[_nodeCount] = node;
        return _nodeCount++;
    }

    private int Constant(StackType type, long value, long high = 0) =>
        NewNode(new Node { Kind = NodeKind.Constant, Type = type, Value = value, High = high, Size = 1, A = -1, B = -1, C = -1 });

    private int LocalNode(int local) =>
        NewNode(new Node { Kind = NodeKind.Local, Type = _locals[local].Type, Reads = Reads.Locals, Size = 1, A = local, B = -1, C = -1 });

    private int TemporaryNode(int temporary) =>
        NewNode(new Node { Kind = NodeKind.Temporary, Type = _temporaryTypes[temporary], Size = 1, A = temporary, B = -1, C = -1 });

    private int OperatorNode(Opcode opcode, StackType type, int a, int b = -1, int c = -1, long value = 0)
    {
        Reads reads = Reads.None;
        int size = 1;
        Count(a, ref reads, ref size);
        Count(b, ref reads, ref size);
        Count(c, ref reads, ref size);
        return NewNode(new Node { Kind = NodeKind.Operator, Type = type, Opcode = opcode, Reads = reads, Size = size, A = a, B = b, C = c, Value = value });
    }

    private void Count(int node, ref Reads reads, ref int size)
    {
        if (node >= 0)
        {
            reads |= _nodes[node].Reads;
            size += _nodes[node].Size;
        }
    }

    private void Push(int node)
    {
        if (_height == _stack.Length)
        {
            Array.Resize(ref _stack, _height * 2);
        }

        _stack[_height++] = node;
        if (_nodes[node].Size > MaxTreeSize)
        {
            Settle(_height - 1);
        }
        else if (_height - _settled > MaxPending)
        {
            SettleAll();
        }
    }

    private int Pop()
    {
        int node = _stack[--_height];
        if (_settled > _height)
        {
            _settled = _height;
        }

        return node;
    }

    /// <summary>Evaluates a pending expression into a temporary, unless it is constant.</summary>
    private void Settle(int index)
    {
        int node = _stack[index];
        if (_nodes[node].Kind is not (NodeKind.Constant or NodeKind.Temporary))
        {
            _stack[index] = ToTemporary(node);
        }
    }

    /// <summary>Evaluates all pending expressions: what is below a label must not depend on the way to it.</summary>
    private void SettleAll() => SettleBelow(_height);

    private void SettleBelow(int height)
    {
        for (int i = _settled; i < height; i++)
        {
            Settle(i);
        }

        _settled = Math.Max(_settled, height);
    }

    /// <summary>Evaluates what reads <paramref name="state"/>, before that is written.</summary>
    private void SettleReaders(Reads state)
    {
        for (int i = _settled; i < _height; i++)
        {
            if ((_nodes[_stack[i]].Reads & state) != 0)
            {
                Settle(i);
            }
        }
    }

    private void SettleReadersOfLocal(int local)
    {
        for (int i = _settled; i < _height; i++)
        {
            int node = _stack[i];
            if ((_nodes[node].Reads & Reads.Locals) != 0 && ReadsLocal(node, local, local))
            {
                Settle(i);
            }
        }
    }

    private bool ReadsLocal(int node, int first, int last)
    {
        if (node < 0)
        {
            return false;
        }

        ref Node n = ref _nodes[node];
        return n.Kind switch
        {
            NodeKind.Local => n.A >= first && n.A <= last,
            NodeKind.Load => ReadsLocal(n.A, first, last),
            NodeKind.Operator => ReadsLocal(n.A, first, last) || ReadsLocal(n.B, first, last) || ReadsLocal(n.C, first, last),
            _ => false,
        };
    }

    private int ToTemporary(int node)
    {
        StackType type = _nodes[node].Type;
        Evaluate(node);
        int temporary = NewTemporary(type);
        _il.StoreLocal(temporary);
        return TemporaryNode(temporary);
    }

    /// <summary>Puts what the IL stack holds into a temporary and pushes that.</summary>
    private void PushResult(StackType type)
    {
        int temporary = NewTemporary(type);
        _il.StoreLocal(temporary);
        Push(TemporaryNode(temporary));
    }

    private int NewTemporary(StackType type)
    {
        if (_free[(int)type].TryPop(out int temporary))
        {
            _references[temporary] = 1;
            return temporary;
        }

        temporary = _method.AddLocal(type);
        if (temporary >= _references.Length)
        {
            Array.Resize(ref _references, Math.Max(temporary + 1, _references.Length * 2));
            Array.Resize(ref _temporaryTypes, _references.Length);
        }

        _references[temporary] = 1;
        _temporaryTypes[temporary] = type;
        return temporary;
    }

    private void Release(int temporary)
    {
        if (--_references[temporary] == 0)
        {
            _free[(int)_temporaryTypes[temporary]].Push(temporary);
        }
    }

    /// <summary>Gives up a pending expression without evaluating it.</summary>
    private void Discard(int node)
    {
        if (node < 0)
        {
            return;
        }

        ref Node n = ref _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Temporary:
                Release(n.A);
                break;
            case NodeKind.Load:
                Discard(n.A);
                break;
            case NodeKind.Operator:
                int b = n.B, c = n.C;
                Discard(n.A);
                Discard(b);
                Discard(c);
                break;
        }
    }

    /// <summary>Lowers the stack to <paramref name="height"/>.</summary>
    private void DiscardTo(int height)
    {
        while (_height > height)
        {
            Discard(Pop());
        }
    }

    /// <summary>Writes the evaluation of an expression, leaving its value on the IL stack. Its temporaries are given up.</summary>
    private void Evaluate(int node)
    {
        Node n = _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Constant:
                LoadConstant(n.Type, n.Value, n.High);
                break;
            case NodeKind.Local:
                LoadLocalValue(n.A);
                break;
            case NodeKind.Temporary:
                _il.LoadLocal(n.A);
                Release(n.A);
                break;
            case NodeKind.Load:
                LoadChecked(n);
                break;
            case NodeKind.Global:
                LoadGlobalAddress(n.A);
                _method.LoadIndirect(n.Type);
                break;
            default:
                Evaluate(n.A);
                if (n.B >= 0)
                {
                    Evaluate(n.B);
                }

                if (n.C >= 0)
                {
                    Evaluate(n.C);
                }

                WriteOperator(n);
                break;
        }
    }

    /// <summary>Evaluates a constant or temporary and keeps it.</summary>
    private void EvaluateKept(int node)
    {
        if (_nodes[node].Kind == NodeKind.Temporary)
        {
            _il.LoadLocal(_nodes[node].A);
        }
        else
        {
            Evaluate(node);
        }
    }

    private void LoadConstant(StackType type, long value, long high)
    {
        switch (type)
        {
            case StackType.I32:
                _il.LoadInt((int)value);
                break;
            case StackType.I64:
                _il.LoadLong(value);
                break;
            case StackType.F32 when high != 0 || float.IsNaN(BitConverter.UInt32BitsToSingle((uint)value)):
                // RyuJIT folds NaN constants through double and loses payloads; what is in memory it cannot fold.
                _il.LoadLong(_code.PoolAddressOf((ulong)value));
                _il.Emit(ILCode.LdindR4);
                break;
            case StackType.F32:
                _il.LoadSingle((uint)value);
                break;
            case StackType.F64 when high != 0 || double.IsNaN(BitConverter.Int64BitsToDouble(value)):
                _il.LoadLong(_code.PoolAddressOf((ulong)value));
                _il.Emit(ILCode.LdindR8);
                break;
            case StackType.F64:
                _il.LoadDouble((ulong)value);
                break;
            default:
                _il.LoadLong(value);
                _il.LoadLong(high);
                _method.Call(typeof(VectorOps), nameof(VectorOps.Create));
                break;
        }
    }
}
