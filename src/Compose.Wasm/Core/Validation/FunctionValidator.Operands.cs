using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    private long _offset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(ValType type)
    {
        int height = _height;
        if ((uint)height >= (uint)_stack.Length)
        {
            GrowStack();
        }

        _stack[height] = type;
        _height = height + 1;
    }

    private void Push(ReadOnlySpan<ValType> types)
    {
        foreach (ValType type in types)
        {
            Push(type);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop(ValType expected)
    {
        int top = _height - 1;
        if (top >= _floor && _stack[top] == expected)
        {
            _height = top;
            return;
        }

        PopSlow(expected);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PopSlow(ValType expected)
    {
        if (_height == _floor)
        {
            if (!IsUnreachable)
            {
                Fail($"type mismatch: expected {expected} but the stack of the block is empty");
            }

            return;
        }

        ValType actual = _stack[--_height];
        if (!_types.Matches(actual, expected))
        {
            Fail($"type mismatch: expected {expected}, found {actual}");
        }
    }

    /// <summary>Pops whatever is there; bottom in unreachable code.</summary>
    private ValType Pop()
    {
        if (_height == _floor)
        {
            if (!IsUnreachable)
            {
                Fail("type mismatch: expected a value but the stack of the block is empty");
            }

            return ValType.Bottom;
        }

        return _stack[--_height];
    }

    private void Pop(ReadOnlySpan<ValType> types)
    {
        for (int i = types.Length - 1; i >= 0; i--)
        {
            if (_height == _floor && IsUnreachable)
            {
                return;
            }

            Pop(types[i]);
        }
    }

    /// <summary>Pops any reference; in unreachable code a non-null reference to bottom.</summary>
    private ValType PopRef()
    {
        ValType type = Pop();
        if (type.IsBottom)
        {
            return ValType.Ref(HeapType.Of(HeapKind.Bottom), nullable: false);
        }

        if (!type.IsRef)
        {
            Fail($"type mismatch: expected a reference, found {type}");
        }

        return type;
    }

    /// <summary>Checks, without popping, that the operands on top have these types.</summary>
    private void CheckTop(ReadOnlySpan<ValType> types)
    {
        int at = _height;
        for (int i = types.Length - 1; i >= 0; i--)
        {
            if (at == _floor)
            {
                if (!IsUnreachable)
                {
                    Fail($"type mismatch: expected {types[i]} but the stack of the block is empty");
                }

                return;
            }

            ValType actual = _stack[--at];
            if (actual != types[i] && !_types.Matches(actual, types[i]))
            {
                Fail($"type mismatch: expected {types[i]}, found {actual}");
            }
        }
    }

    private void SetUnreachable()
    {
        _height = _floor;
        _frames[_frameCount - 1].IsUnreachable = true;
    }

    private void PushFrame(in ControlFrame frame)
    {
        if (_frameCount == _frames.Length)
        {
            if (_frameCount >= WasmLimits.ControlDepth)
            {
                WasmErrors.LimitExceeded(_offset, "nested blocks", _frameCount + 1, WasmLimits.ControlDepth);
            }

            Array.Resize(ref _frames, Math.Min(2 * _frames.Length, WasmLimits.ControlDepth));
        }

        _frames[_frameCount++] = frame;
        _floor = frame.Height;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowStack()
    {
        if (_stack.Length >= WasmLimits.OperandStack)
        {
            WasmErrors.LimitExceeded(_offset, "operands on the stack", _stack.Length + 1, WasmLimits.OperandStack);
        }

        Array.Resize(ref _stack, Math.Min(2 * _stack.Length, WasmLimits.OperandStack));
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string message) =>
        WasmErrors.Invalid(_offset, _isConstant ? message : $"function {_functionIndex}: {message}");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void FailUnknown(string what, uint index) => Fail($"unknown {what} {index}");
}
