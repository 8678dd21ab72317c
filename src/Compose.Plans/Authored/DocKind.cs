namespace Compose.Plans;

internal enum DocKind
{
    Null,
    Text,
    Number,
    Boolean,
    Sequence,
    Mapping,
}
