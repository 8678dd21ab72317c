using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Small functions are translated in the place of their call: wrappers, accessors, what compilers leave empty. Their
/// locals follow the caller's in one index space; parameters that they do not write stand for their arguments.
/// </summary>
internal sealed partial class FunctionTranslator
{
    /// <summary>Bytes of code that one function takes in at most.</summary>
    private const int MaxInlinedBytes = 1500;

    private int _inlinedBytes;
    private int _inlineDepth;

    /// <summary>Index of the first local of the function that is being read: 0, or that of an inlined one.</summary>
    private int _firstLocal;

    /// <summary>Index in <see cref="_blocks"/> of that function's own block, where its returns go.</summary>
    private int _frameBlock;

    private bool TryInline(int function)
    {
        FunctionBody body = _module.BodyOf(function);
        if (function == _function || _inlineDepth == CodeFacts.MaxInlineDepth || !_code.IsInlinable(function)
            || _inlinedBytes + body.CodeLength > MaxInlinedBytes)
        {
            return false;
        }

        _inlinedBytes += body.CodeLength;
        _inlineDepth++;
        Shape shape = _code.ShapeOfFunction(function);
        InlineFacts facts = InlineFacts.Of(_module, body);
        if (facts.HasBlocks)
        {
            SettleBelow(_height - shape.Params.Length);
        }

        int outerFirst = _firstLocal, outerCount = _localCount, outerBlock = _frameBlock;
        int first = AddLocals(shape, body, facts.Written);
        _firstLocal = first;
        _frameBlock = _blocks.Count;
        _blocks.Add(new Block
        {
            Kind = Opcode.Block, Label = _il.DefineLabel(), Base = _height, Params = [], Results = shape.Results, TryDepth = _tryDepth,
        });
        CodeMap.Place call = Here;
        _inlined = _map?.AddInlined(function, call) ?? -1;
        OperatorReader operators = _module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            Step(ref operators);
        }

        (_offset, _inlined) = (call.Offset, call.Inlined);
        if (_reachable)
        {
            SettleReadersOfLocals(first);
        }

        for (int i = first; i < _localCount; i++)
        {
            if (_locals[i].Place >= 0)
            {
                Release(_locals[i].Place);
            }
        }

        _localCount = outerCount;
        _firstLocal = outerFirst;
        _frameBlock = outerBlock;
        _inlineDepth--;
        return true;
    }

    /// <summary>Takes the arguments off the stack into new locals, and adds the declared ones, zero.</summary>
    private int AddLocals(Shape shape, in FunctionBody body, ulong written)
    {
        int first = _localCount;
        int count = shape.Params.Length;
        int arguments = _height - count;
        for (int i = 0; i < count; i++)
        {
            int argument = _stack[arguments + i];
            Node node = _nodes[argument];
            bool isWritten = (written >> i & 1) != 0;
            var local = new LocalVariable { Type = shape.Params[i], Place = -1 };
            if (!isWritten && node.Kind is NodeKind.Constant or NodeKind.Local)
            {
                local.Bound = node;
                local.IsBound = true;
            }
            else if (node.Kind == NodeKind.Temporary && (!isWritten || _references[node.A] == 1))
            {
                local.Place = node.A;
            }
            else
            {
                Evaluate(argument);
                local.Place = NewTemporary(shape.Params[i]);
                _il.StoreLocal(local.Place);
            }

            AddLocal(local);
        }

        _height = arguments;
        _settled = Math.Min(_settled, arguments);
        foreach (LocalGroup group in _module.LocalsOf(body))
        {
            StackType type = StackTypes.Of(group.Type);
            for (int i = 0; i < group.Count; i++)
            {
                int place = NewTemporary(type);
                LoadConstant(type, 0, 0);
                _il.StoreLocal(place);
                AddLocal(new LocalVariable { Type = type, Place = place });
            }
        }

        return first;
    }

    private void AddLocal(in LocalVariable local)
    {
        if (_localCount == _locals.Length)
        {
            Array.Resize(ref _locals, Math.Max(16, _localCount * 2));
        }

        _locals[_localCount++] = local;
    }

    /// <summary>Evaluates what reads locals from <paramref name="first"/> on, which are about to end.</summary>
    private void SettleReadersOfLocals(int first)
    {
        for (int i = _settled; i < _height; i++)
        {
            int node = _stack[i];
            if ((_nodes[node].Reads & Reads.Locals) != 0 && ReadsLocal(node, first, _localCount - 1))
            {
                Settle(i);
            }
        }
    }

    /// <summary>A WebAssembly local of the function, or of one that is inlined.</summary>
    private struct LocalVariable
    {
        public StackType Type;

        /// <summary>The IL local, or the complement of an IL argument.</summary>
        public int Place;

        /// <summary>It stands for <see cref="Bound"/>, a constant or a local of a caller, and has no place.</summary>
        public bool IsBound;
        public Node Bound;

        /// <summary>Bytes from the local's value that are known to lie in memory 0, while <see cref="CheckedEpoch"/> is the current one.</summary>
        public ulong CheckedEnd;
        public int CheckedEpoch;

        /// <summary>Where that check has the number, or -1; and what <see cref="_effects"/> was.</summary>
        public int CheckPosition;
        public int CheckedEffects;
    }
}
