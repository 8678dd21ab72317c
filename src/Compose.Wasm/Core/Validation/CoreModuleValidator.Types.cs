namespace Compose.Wasm.Core;

public sealed partial class CoreModuleValidator
{
    internal void CheckValType(ValType type, long offset)
    {
        if (type.IsRef)
        {
            CheckHeapType(type.Heap, offset);
        }
    }

    internal void CheckHeapType(HeapType heap, long offset)
    {
        if (heap.IsConcrete && heap.TypeIndex >= Module.Types.Length)
        {
            WasmErrors.Invalid(offset, $"unknown type {heap.TypeIndex}");
        }
    }

    private void ValidateTypes()
    {
        ReadOnlySpan<SubType> types = Module.Types.AsSpan();
        int length;
        for (int start = 0; start < types.Length; start += length)
        {
            length = types[start].GroupLength;
            for (int i = start; i < start + length; i++)
            {
                CheckReferences(types[i], i, start + length);
            }

            Types.Interner.InternGroup(types, start, Types.IdArray);
            for (int i = start; i < start + length; i++)
            {
                CheckDepth(types[i], i);
            }

            for (int i = start; i < start + length; i++)
            {
                CheckSupertype(types, i);
            }
        }
    }

    /// <summary>References may go to the whole group, the supertype only to an earlier type.</summary>
    private void CheckReferences(SubType type, int index, int end)
    {
        if (type.Supertype >= index)
        {
            WasmErrors.Invalid(type.Offset, $"unknown type {type.Supertype}: a supertype must come first");
        }

        if (type.Func is { } func)
        {
            CheckReferences(func.Params, type.Offset, end);
            CheckReferences(func.Results, type.Offset, end);
            if (func.Results.Length > 1 && (Module.Features & WasmFeatures.MultiValue) == 0)
            {
                WasmErrors.Invalid(type.Offset, "invalid result arity: a function may give one value");
            }

            return;
        }

        foreach (FieldType field in type.Fields)
        {
            CheckReference(field.Storage, type.Offset, end);
        }
    }

    private static void CheckReferences(ReadOnlySpan<ValType> types, long offset, int end)
    {
        foreach (ValType type in types)
        {
            CheckReference(type, offset, end);
        }
    }

    private static void CheckReference(ValType type, long offset, int end)
    {
        if (type.IsRef && type.Heap.IsConcrete && type.Heap.TypeIndex >= end)
        {
            WasmErrors.Invalid(offset, $"unknown type {type.Heap.TypeIndex}");
        }
    }

    private void CheckSupertype(ReadOnlySpan<SubType> types, int index)
    {
        SubType type = types[index];
        if (type.Supertype < 0)
        {
            return;
        }

        SubType super = types[type.Supertype];
        if (super.IsFinal)
        {
            WasmErrors.Invalid(type.Offset, $"sub type {index} cannot extend the final type {type.Supertype}");
        }

        if (!ExtendsStructure(type, super))
        {
            WasmErrors.Invalid(type.Offset, $"sub type {index} does not match its super type {type.Supertype}");
        }
    }

    // Before any two types are compared: comparing walks up the supertypes.
    private void CheckDepth(SubType type, int index)
    {
        if (Types.Interner.DepthOf(Types.Ids[index]) > WasmLimits.SubtypeDepth)
        {
            WasmErrors.LimitExceeded(type.Offset, "supertypes of a type", WasmLimits.SubtypeDepth + 1, WasmLimits.SubtypeDepth);
        }
    }

    private bool ExtendsStructure(SubType type, SubType super)
    {
        if (type.Kind != super.Kind)
        {
            return false;
        }

        if (type.Func is { } func)
        {
            return Types.Matches(super.Func!.Params, func.Params) && Types.Matches(func.Results, super.Func.Results);
        }

        if (type.Fields.Length < super.Fields.Length)
        {
            return false;
        }

        for (int i = 0; i < super.Fields.Length; i++)
        {
            FieldType field = type.Fields[i], above = super.Fields[i];
            bool matches = field.IsMutable == above.IsMutable && (above.IsMutable || field.Storage.IsPacked || above.Storage.IsPacked
                ? Types.AreEqual(field.Storage, above.Storage)
                : Types.Matches(field.Storage, above.Storage));
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }
}
