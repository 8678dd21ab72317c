namespace Compose.Canonical;

public enum JsonKind
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}
