using System.Net;
using System.Net.Sockets;

namespace Mainstay.People.Sessions;

/// <summary>
/// Where a request comes from, cut down to what is needed. The network (/24 or /48) may be stored; the address (one IPv4 host, or a /64, which is one household)
/// is only counted in memory.
/// </summary>
/// <param name="Address">For counting.</param>
/// <param name="Network">For the audit trail and for the owner to recognise; "unknown" without an address.</param>
internal readonly record struct AddressPrefix(string Address, string Network)
{
    public static AddressPrefix Of(IPAddress? address)
    {
        if (address is null) return new AddressPrefix("unknown", "unknown");
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new AddressPrefix(address.ToString(), Cut(address, 24))
            : new AddressPrefix(Cut(address, 64), Cut(address, 48));
    }

    private static string Cut(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{bits}");
    }
}
