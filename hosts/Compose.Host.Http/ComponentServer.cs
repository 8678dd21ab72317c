using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compose.Host.Http;

/// <summary>
/// A whole server for one <see cref="ComponentHost"/>: HTTP/1.1 and HTTP/2, with TLS or by prior knowledge, and a port of
/// its own for those who watch it. An application that has other things to answer uses
/// <see cref="ComponentEndpoints.MapComponent"/> instead.
/// </summary>
public sealed class ComponentServer : IAsyncDisposable
{
    private readonly ComponentHost _host;
    private readonly ComponentServerOptions _options;
    private readonly WebApplication _application;
    private readonly MetricCollector? _ownMetrics;
    private readonly MetricCollector? _metrics;
    private int _adminPort = -1;

    public ComponentServer(ComponentHost host, ComponentServerOptions? options = null)
    {
        _host = host;
        _options = options ?? new ComponentServerOptions();
        _ownMetrics = _options.Admin is not null && _options.Metrics is null ? new MetricCollector() : null;
        _metrics = _options.Metrics ?? _ownMetrics;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (_options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.UseSockets(static sockets =>
        {
            // Nothing here blocks: a request is parsed and handed to a guest thread where its bytes arrive, and its answer
            // is sent where the guest ends. Every hop to the thread pool costs more than most guests do.
            sockets.UnsafePreferInlineScheduling = true;
        });
        builder.WebHost.ConfigureKestrel(Configure);
        _application = builder.Build();
        ((IApplicationBuilder)_application).Run(_options.Admin is null ? host.HandleAsync : HandleAsync);
    }

    /// <summary>Where requests come in: <c>http://127.0.0.1:8080</c>. After <see cref="StartAsync"/>.</summary>
    public string Address { get; private set; } = string.Empty;

    /// <summary>Where the admin answers are, or null.</summary>
    public string? AdminAddress { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ComposeException">The address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await _application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new ComposeException(
                ErrorCodes.Generic.InvalidInput, $"cannot listen: {failure.Message}", hint: "choose another --addr or --port, or end what listens there");
        }

        string[] addresses = [.. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Address = addresses[0];
        if (_options.Admin is not null)
        {
            AdminAddress = addresses[1];
            _adminPort = new Uri(addresses[1]).Port;
        }
    }

    /// <summary>
    /// Takes no new connections, answers what is under way for as long as <see cref="ComponentServerOptions.DrainTime"/>
    /// says, then stops what is left. Returns whether everything was answered.
    /// </summary>
    public async Task<bool> StopAsync()
    {
        _host.BeginDrain();
        using var drain = new CancellationTokenSource(_options.DrainTime);
        using CancellationTokenRegistration late = drain.Token.Register(_host.StopAll);
        await _application.StopAsync(drain.Token).ConfigureAwait(false);
        return !drain.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _ownMetrics?.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // HTTP/2 by prior knowledge looks like TLS to the server, and its requests say `http`.
        kestrel.AllowAlternateSchemes = _options.Certificate is null;
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.Limits.MaxRequestBodySize = _options.MaxRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
        kestrel.Listen(_options.Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            if (_options.Certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
            else
            {
                listen.Use(PriorKnowledge.Middleware);
            }

            listen.Use(LowerCaseHead.Middleware);
        });
        if (_options.Admin is { } admin)
        {
            kestrel.Listen(admin, static listen => listen.Protocols = HttpProtocols.Http1);
        }
    }

    private Task HandleAsync(HttpContext context) =>
        context.Connection.LocalPort == _adminPort ? AdminAnswers.HandleAsync(context, _host, _metrics!) : _host.HandleAsync(context);
}
