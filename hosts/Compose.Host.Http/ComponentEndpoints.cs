using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Compose.Host.Http;

/// <summary>Components among the endpoints of an ASP.NET Core application.</summary>
public static class ComponentEndpoints
{
    /// <summary>
    /// Answers every request under a prefix by a component, whatever its method. The component sees the whole path.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">A path like <c>/notes</c>, or <c>/</c> for everything that nothing else answers.</param>
    /// <param name="host">The component; the application disposes of it when it ends.</param>
    public static IEndpointConventionBuilder MapComponent(this IEndpointRouteBuilder endpoints, string prefix, ComponentHost host)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(host);
        return endpoints.Map(prefix.TrimEnd('/') + "/{**rest}", host.HandleAsync);
    }
}
