using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// References as slots. A funcref is the library's own pointer; the others are numbers into a list of the store, because
/// the library's heap moves and collects. An entry is a host object, or the root of an internal reference; both live as
/// long as the store.
/// </summary>
internal sealed unsafe partial class WasmtimeStore
{
    private readonly List<object> _references = [];
    private readonly Dictionary<object, ulong> _slots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, GcRef> _hostRoots = [];
    private readonly Dictionary<nint, WasmtimeFunction> _functions = [];
    private readonly Dictionary<(ulong, ulong), WasmtimeTag> _tags = [];

    /// <summary>An internal reference that the host has seen.</summary>
    private sealed class Root(SlotKind kind, GcRef reference)
    {
        public SlotKind Kind { get; } = kind;

        public GcRef Reference = reference;
    }

    public ulong ExternRefSlot(object? value)
    {
        if (value is null)
        {
            return 0;
        }

        if (!_slots.TryGetValue(value, out ulong slot))
        {
            slot = Keep(value);
            _slots.Add(value, slot);
        }

        return slot;
    }

    public object? ExternRefOf(ulong slot)
    {
        if (slot == 0)
        {
            return null;
        }

        return slot <= (ulong)_references.Count ? _references[(int)slot - 1] : throw new ArgumentException("not a reference of this store", nameof(slot));
    }

    public ulong FuncRefSlot(CoreFunction? function) => function switch
    {
        null => 0,
        WasmtimeFunction own when own.Owner == this => (ulong)own.Raw,
        _ => throw new ArgumentException("the function belongs to another store", nameof(function)),
    };

    public CoreFunction? FuncRefOf(ulong slot)
    {
        if (slot == 0)
        {
            return null;
        }

        if (_functions.TryGetValue((nint)slot, out WasmtimeFunction? known))
        {
            return known;
        }

        FuncRef native;
        Api.FuncFromRaw(Context, (nint)slot, &native);
        nint type = Api.FuncType(Context, &native);
        FuncType read = NativeTypes.Read(type);
        Api.FuncTypeDelete(type);
        return new WasmtimeFunction(this, Signature.Of(read, null), native);
    }

    /// <summary>The one object of a function; makes it.</summary>
    public WasmtimeFunction FunctionOf(FuncRef native, Signature signature) =>
        _functions.TryGetValue(Api.FuncToRaw(Context, &native), out WasmtimeFunction? known) ? known : new WasmtimeFunction(this, signature, native);

    /// <summary>Remembers a function by its pointer.</summary>
    public void AddFunction(WasmtimeFunction function) => _functions.TryAdd(function.Raw, function);

    /// <summary>The one object of a tag; makes it.</summary>
    public WasmtimeTag TagOf(ItemRef item, Signature signature)
    {
        // The upper halves are padding.
        (ulong, ulong) key = (item.Private1 & uint.MaxValue, item.Private2 & uint.MaxValue);
        if (!_tags.TryGetValue(key, out WasmtimeTag? tag))
        {
            tag = new WasmtimeTag(this, signature, item);
            _tags.Add(key, tag);
        }

        return tag;
    }

    /// <summary>The object of a tag that perhaps no instance has shown yet.</summary>
    private WasmtimeTag TagOf(ItemRef item)
    {
        nint type = Api.TagType(_context, &item);
        FuncType read = NativeTypes.Read(Api.TagTypeFunction(type));
        Api.TagTypeDelete(type);
        return TagOf(item, Signature.Of(read, null));
    }

    /// <summary>Slots to raw values. Roots are made first: making one may collect, and raw references would not survive that.</summary>
    public void ToRaw(SlotKind[] kinds, ReadOnlySpan<ulong> slots, ValRaw* raw, bool hasReferences)
    {
        int at = 0;
        if (hasReferences)
        {
            foreach (SlotKind kind in kinds)
            {
                if (kind >= SlotKind.External && slots[at] != 0)
                {
                    RootOf(slots[at]);
                }

                at += kind == SlotKind.Vector ? 2 : 1;
            }

            at = 0;
        }

        for (int i = 0; i < kinds.Length; i++)
        {
            switch (kinds[i])
            {
                case SlotKind.Vector:
                    raw[i].U64 = slots[at++];
                    raw[i].High = slots[at++];
                    break;
                case >= SlotKind.External:
                    raw[i].U64 = RawOf(kinds[i], slots[at++]);
                    break;
                default:
                    raw[i].U64 = slots[at++];
                    break;
            }
        }
    }

    /// <summary>Raw values to slots.</summary>
    public void ToSlots(SlotKind[] kinds, ValRaw* raw, Span<ulong> slots)
    {
        int at = 0;
        for (int i = 0; i < kinds.Length; i++)
        {
            switch (kinds[i])
            {
                case SlotKind.Word:
                    slots[at++] = raw[i].U32;
                    break;
                case SlotKind.Vector:
                    slots[at++] = raw[i].U64;
                    slots[at++] = raw[i].High;
                    break;
                case >= SlotKind.External:
                    slots[at++] = SlotOf(kinds[i], raw[i].U32);
                    break;
                default:
                    slots[at++] = raw[i].U64;
                    break;
            }
        }
    }

    /// <summary>A value with its kind from slots; a reference in it is a root of ours, which the library only borrows.</summary>
    public Val ToVal(ValType type, SlotKind kind, ReadOnlySpan<ulong> slots)
    {
        var value = new Val { Kind = KindOf(type, kind) };
        switch (kind)
        {
            case SlotKind.Vector:
                value.U64 = slots[0];
                value.High = slots[1];
                break;
            case SlotKind.Function:
                if (slots[0] != 0)
                {
                    FuncRef function;
                    Api.FuncFromRaw(Context, (nint)slots[0], &function);
                    value.Func = function;
                }

                break;
            case >= SlotKind.External:
                value.Reference = slots[0] == 0 ? default : RootOf(slots[0]);
                break;
            default:
                value.U64 = slots[0];
                break;
        }

        return value;
    }

    /// <summary>The slots of a value that the library gave; a reference in it is taken over.</summary>
    public void ToSlots(SlotKind kind, Val* value, Span<ulong> slots)
    {
        switch (kind)
        {
            case SlotKind.Word:
                slots[0] = value->U32;
                break;
            case SlotKind.Vector:
                slots[0] = value->U64;
                slots[1] = value->High;
                break;
            case SlotKind.Function:
                slots[0] = value->Func.StoreId == 0 ? 0 : (ulong)Api.FuncToRaw(Context, &value->Func);
                break;
            case >= SlotKind.External:
                slots[0] = value->Reference.StoreId == 0 ? 0 : Take(kind, value->Reference);
                break;
            default:
                slots[0] = value->U64;
                break;
        }
    }

    private static NativeKind KindOf(ValType type, SlotKind kind) => kind switch
    {
        SlotKind.Function => NativeKind.FuncRef,
        SlotKind.External => NativeKind.ExternRef,
        SlotKind.Any => NativeKind.AnyRef,
        SlotKind.Exception => NativeKind.ExnRef,
        SlotKind.Vector => NativeKind.V128,
        _ => type.Kind switch
        {
            ValKind.I64 => NativeKind.I64,
            ValKind.F32 => NativeKind.F32,
            ValKind.F64 => NativeKind.F64,
            _ => NativeKind.I32,
        },
    };

    private ulong Keep(object entry)
    {
        _references.Add(entry);
        return (ulong)_references.Count;
    }

    private ulong SlotOf(SlotKind kind, uint raw)
    {
        if (raw == 0)
        {
            return 0;
        }

        GcRef reference;
        switch (kind)
        {
            case SlotKind.External:
                Api.ExternRefFromRaw(_context, raw, &reference);
                break;
            case SlotKind.Exception:
                Api.ExnRefFromRaw(_context, raw, &reference);
                break;
            default:
                Api.AnyRefFromRaw(_context, raw, &reference);
                break;
        }

        return Take(kind, reference);
    }

    /// <summary>The slot of a root that is ours: that of the host object in it, or a new one.</summary>
    private ulong Take(SlotKind kind, GcRef reference)
    {
        if (kind == SlotKind.External && Api.ExternRefData(_context, &reference) is var data and not 0)
        {
            Api.ExternRefUnroot(&reference);
            return (ulong)data;
        }

        return Keep(new Root(kind, reference));
    }

    private GcRef RootOf(ulong slot)
    {
        if (ExternRefOf(slot) is Root root)
        {
            return root.Reference;
        }

        if (!_hostRoots.TryGetValue(slot, out GcRef host))
        {
            if (!Api.ExternRefNew(Context, (nint)slot, 0, &host))
            {
                throw new ComposeException(ErrorCodes.Exec.ResourceExhausted, "the heap of references is full");
            }

            _hostRoots.Add(slot, host);
        }

        return host;
    }

    private ulong RawOf(SlotKind kind, ulong slot)
    {
        if (slot == 0)
        {
            return 0;
        }

        GcRef reference = RootOf(slot);
        return kind switch
        {
            SlotKind.External => Api.ExternRefToRaw(_context, &reference),
            SlotKind.Exception => Api.ExnRefToRaw(_context, &reference),
            _ => Api.AnyRefToRaw(_context, &reference),
        };
    }

    /// <summary>Throws a WebAssembly exception into the guest: the trap that the host function returns.</summary>
    private nint Throw(GuestExceptionException thrown, WasmtimeTag tag)
    {
        Signature signature = tag.Signature;
        Val* fields = stackalloc Val[Math.Max(1, signature.Params.Length)];
        int at = 0;
        for (int i = 0; i < signature.Params.Length; i++)
        {
            fields[i] = ToVal(signature.Type.Params[i], signature.Params[i], thrown.Payload.AsSpan(at));
            at += signature.Params[i] == SlotKind.Vector ? 2 : 1;
        }

        ItemRef item = tag.Item;
        GcRef exception;
        nint error = Api.ExnRefNew(_context, &item, fields, (nuint)signature.Params.Length, &exception);
        if (error != 0)
        {
            Defer(new ComposeException(ErrorCodes.Exec.ResourceExhausted, "an exception could not be made: " + Errors.Take(error)));
            return Errors.NewTrap();
        }

        return Api.ContextSetException(_context, &exception);
    }

    /// <summary>The WebAssembly exception that left a guest.</summary>
    private GuestExceptionException TakeException()
    {
        GcRef exception;
        Api.ContextTakeException(_context, &exception);
        ItemRef item;
        nint error = Api.ExnRefTag(_context, &exception, &item);
        if (error != 0)
        {
            throw new InvalidOperationException(Errors.Take(error));
        }

        WasmtimeTag tag = TagOf(item);
        Signature signature = tag.Signature;
        var payload = new ulong[signature.ParamSlots];
        int at = 0;
        for (int i = 0; i < signature.Params.Length; i++)
        {
            Val value;
            error = Api.ExnRefField(_context, &exception, (nuint)i, &value);
            if (error != 0)
            {
                throw new InvalidOperationException(Errors.Take(error));
            }

            ToSlots(signature.Params[i], &value, payload.AsSpan(at));
            at += signature.Params[i] == SlotKind.Vector ? 2 : 1;
        }

        Api.ExnRefUnroot(&exception);
        return new GuestExceptionException(tag, payload);
    }

    private void Unroot()
    {
        foreach (GcRef host in _hostRoots.Values)
        {
            GcRef reference = host;
            Api.ExternRefUnroot(&reference);
        }

        foreach (object entry in _references)
        {
            if (entry is Root root)
            {
                GcRef reference = root.Reference;
                switch (root.Kind)
                {
                    case SlotKind.External:
                        Api.ExternRefUnroot(&reference);
                        break;
                    case SlotKind.Exception:
                        Api.ExnRefUnroot(&reference);
                        break;
                    default:
                        Api.AnyRefUnroot(&reference);
                        break;
                }
            }
        }
    }
}
