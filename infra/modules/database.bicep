// PostgreSQL in the network of the processes. Taleport signs in with a password: DATABASE_URL cannot hold the tokens of an
// identity, which end after hours.

param name string
param location string
param tags object

@secure()
param administratorPassword string
param subnetId string
param privateZoneId string
param backupDays int

@description('Two cores that burst, 4 GiB. All processes together hold up to DATABASE_CONNECTIONS + 1 connections each.')
param skuName string = 'Standard_B2s'
param skuTier string = 'Burstable'
param storageGB int = 32

var administratorLogin = 'taleport'
var databaseName = 'taleport'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: skuName
    tier: skuTier
  }
  properties: {
    version: '17'
    createMode: 'Default'
    administratorLogin: administratorLogin
    administratorLoginPassword: administratorPassword
    authConfig: {
      activeDirectoryAuth: 'Disabled'
      passwordAuth: 'Enabled'
    }
    storage: {
      storageSizeGB: storageGB
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: backupDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: privateZoneId
      publicNetworkAccess: 'Disabled'
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// Only TLS, from version 1.2 on. One after the other: the server refuses two changes at once.
resource requireTls 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'require_secure_transport'
  dependsOn: [
    database
  ]
  properties: {
    source: 'user-override'
    value: 'on'
  }
}

resource tlsVersion 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'ssl_min_protocol_version'
  dependsOn: [
    requireTls
  ]
  properties: {
    source: 'user-override'
    value: 'TLSv1.2'
  }
}

output host string = server.properties.fullyQualifiedDomainName
output databaseName string = database.name
output administratorLogin string = administratorLogin
