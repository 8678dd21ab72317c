namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#outgoing-request</c>.</summary>
public sealed class OutgoingRequest(NodeSession owner, FieldList fields) : OutgoingMessage(owner, fields)
{
    /// <summary>The body of a request is sent under the grant of sending requests.</summary>
    internal override LiveGrant BodyGrant => Owner.GrantOf(OutgoingHandlerInterface.Name);

    public string Method { get; set; } = "GET";

    public string? PathWithQuery { get; set; }

    public string? Scheme { get; set; }

    public string? Authority { get; set; }
}
