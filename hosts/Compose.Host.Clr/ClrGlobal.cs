using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>A global variable.</summary>
internal sealed unsafe class ClrGlobal : CoreGlobal, INativePart, IStatefulPart
{
    private readonly ClrStore _store;
    private readonly bool _ownsPlace;
    private readonly StackType _stackType;
    private ulong* _place;

    /// <summary>Makes the object; <paramref name="place"/> is where an instance keeps the value, or null.</summary>
    public ClrGlobal(ClrStore store, GlobalType type, ValType canonicalValue, ulong* place)
    {
        _store = store;
        Type = type;
        CanonicalValue = canonicalValue;
        _stackType = StackTypes.Of(type.Value);
        _ownsPlace = place is null;
        _place = _ownsPlace ? (ulong*)NativeMemory.AlignedAlloc(16, 16) : place;
    }

    public override ICoreStore Store => _store;

    public override GlobalType Type { get; }

    /// <summary>Value type, concrete references by canonical id.</summary>
    public ValType CanonicalValue { get; }

    internal ulong* Place
    {
        get
        {
            ObjectDisposedException.ThrowIf(_place is null, this);
            return _place;
        }
    }

    public override void Get(Span<ulong> slots)
    {
        ulong* place = Place;
        switch (_stackType)
        {
            case StackType.I32 or StackType.F32:
                slots[0] = *(uint*)place;
                break;
            case StackType.V128:
                slots[1] = place[1];
                slots[0] = place[0];
                break;
            default:
                slots[0] = *place;
                break;
        }
    }

    public override void Set(ReadOnlySpan<ulong> slots)
    {
        if (!Type.IsMutable)
        {
            throw new InvalidOperationException("the global is immutable");
        }

        Initialize(slots);
    }

    /// <summary>Sets the value, immutable or not.</summary>
    public void Initialize(ReadOnlySpan<ulong> slots)
    {
        ulong* place = Place;
        switch (_stackType)
        {
            case StackType.I32 or StackType.F32:
                *(uint*)place = (uint)slots[0];
                break;
            case StackType.V128:
                place[0] = slots[0];
                place[1] = slots[1];
                break;
            default:
                *place = slots[0];
                break;
        }
    }

    /// <summary>The value, unless an instance keeps it and gives it with its own.</summary>
    object? IStatefulPart.Capture(object? like) => _ownsPlace ? (_place[0], _place[1]) : (0UL, 0UL);

    bool IStatefulPart.TryRestore(object state)
    {
        if (_ownsPlace)
        {
            (_place[0], _place[1]) = ((ulong, ulong))state;
        }

        return true;
    }

    void INativePart.Free()
    {
        if (_ownsPlace)
        {
            NativeMemory.AlignedFree(_place);
        }

        _place = null;
    }
}
