import Domain
import HTTP
import Providers
import Testing

@Test("every kind has an id of its own") func idsAreUnique() throws {
  let ids = Roster.kinds(client: Client()).map(\.id)
  #expect(Set(ids).count == ids.count)
}
