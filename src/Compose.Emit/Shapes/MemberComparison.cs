using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// Whether two components mean the same by one name of one interface: equal structure, and resources that are named
/// alike on the same track.
/// </summary>
internal static class MemberComparison
{
    public static bool Same(ComponentExtern a, ImportUnit inA, ComponentExtern b, ImportUnit inB)
    {
        if (a.Kind != b.Kind)
        {
            return false;
        }

        return ReferenceEquals(inA, inB) || Same(a.Type.Type, inA.Unit, b.Type.Type, inB.Unit);
    }

    private static bool Same(DefinedType? a, ComponentUnit inA, DefinedType? b, ComponentUnit inB)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        if (a.EffectiveSize != b.EffectiveSize || a.GetType() != b.GetType())
        {
            return false;
        }

        switch (a)
        {
            case PrimitiveType primitive:
                return primitive.Kind == ((PrimitiveType)b).Kind;
            case ResourceType resource:
                return SameResource(resource.Id, inA, ((ResourceType)b).Id, inB);
            case HandleType handle:
                return SameResource(handle.Resource.Id, inA, ((HandleType)b).Resource.Id, inB);
            case FlagsType flags:
                return SameLabels(flags.Names, ((FlagsType)b).Names);
            case EnumType @enum:
                return SameLabels(@enum.Cases, ((EnumType)b).Cases);
            case ListType list:
                return Same(list.Element, inA, ((ListType)b).Element, inB);
            case FixedListType list:
                return list.Length == ((FixedListType)b).Length && Same(list.Element, inA, ((FixedListType)b).Element, inB);
            case MapType map:
                return Same(map.Key, inA, ((MapType)b).Key, inB) && Same(map.Value, inA, ((MapType)b).Value, inB);
            case StreamType stream:
                return Same(stream.Element, inA, ((StreamType)b).Element, inB);
            case FutureType future:
                return Same(future.Element, inA, ((FutureType)b).Element, inB);
            case RecordType record:
                return SameFields(record.Fields, inA, ((RecordType)b).Fields, inB);
            case TupleType tuple:
                return SameAll(tuple.Elements, inA, ((TupleType)b).Elements, inB);
            case VariantType variant:
            {
                var other = (VariantType)b;
                for (int i = 0; i < variant.Cases.Count && i < other.Cases.Count; i++)
                {
                    if (!string.Equals(variant.Cases[i].Name, other.Cases[i].Name, StringComparison.Ordinal))
                    {
                        return false;
                    }
                }

                return SameAll(variant.Payloads, inA, other.Payloads, inB);
            }

            case SumType sum:
                return SameAll(sum.Payloads, inA, ((SumType)b).Payloads, inB);
            case ComponentFuncType func:
            {
                var other = (ComponentFuncType)b;
                return func.IsAsync == other.IsAsync
                    && SameFields(func.Parameters, inA, other.Parameters, inB)
                    && Same(func.Result, inA, other.Result, inB);
            }

            default:
                return false;
        }
    }

    private static bool SameResource(ResourceId a, ComponentUnit inA, ResourceId b, ComponentUnit inB) =>
        inA.TryGetHome(a, out var left) && inB.TryGetHome(b, out var right)
        && left.IsImport == right.IsImport
        && string.Equals(left.Name, right.Name, StringComparison.Ordinal)
        && (!left.IsImport || string.Equals(inA.Imports[left.Extern].Track, inB.Imports[right.Extern].Track, StringComparison.Ordinal));

    private static bool SameLabels(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!string.Equals(a[i], b[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameFields(IReadOnlyList<RecordField> a, ComponentUnit inA, IReadOnlyList<RecordField> b, ComponentUnit inB)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!string.Equals(a[i].Name, b[i].Name, StringComparison.Ordinal) || !Same(a[i].Type, inA, b[i].Type, inB))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameAll(IReadOnlyList<ComponentValueType?> a, ComponentUnit inA, IReadOnlyList<ComponentValueType?> b, ComponentUnit inB)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!Same(a[i], inA, b[i], inB))
            {
                return false;
            }
        }

        return true;
    }
}
