namespace Compose.Wasm.Components;

/// <summary>A record: named fields in order, at least one.</summary>
public sealed class RecordType : ComponentValueType
{
    public RecordType(IReadOnlyList<RecordField> fields)
    {
        Fields = FixedList<RecordField>.Of(fields);
        foreach (var field in Fields)
        {
            IncludeValue(field.Type);
            Size32 = AlignTo(Size32, field.Type.Alignment32) + field.Type.Size32;
            Size64 = AlignTo(Size64, field.Type.Alignment64) + field.Type.Size64;
            Alignment32 = Math.Max(Alignment32, field.Type.Alignment32);
            Alignment64 = Math.Max(Alignment64, field.Type.Alignment64);
        }

        Size32 = AlignTo(Size32, Alignment32);
        Size64 = AlignTo(Size64, Alignment64);
    }

    public IReadOnlyList<RecordField> Fields { get; }

    public override string KindName => "record";

    private protected override bool TryFlatten(bool memory64, List<FlatType> into)
    {
        foreach (var field in Fields)
        {
            if (!Append(field.Type, memory64, into))
            {
                return false;
            }
        }

        return true;
    }
}
