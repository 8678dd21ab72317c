namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#fields</c>. Those of a message that has been made cannot be changed.</summary>
public sealed class Fields(NodeSession owner, FieldList list, bool isImmutable = false) : HostResource(owner)
{
    public FieldList List { get; } = list;

    public bool IsImmutable { get; } = isImmutable;
}
